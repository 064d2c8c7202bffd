/** What every command stands on: where the program lies, and how it says that a job cannot be done. */
@NullMarked
package dev.vlmstream.cli.command;

import org.jspecify.annotations.NullMarked;
