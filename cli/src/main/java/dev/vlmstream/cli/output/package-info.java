/** Tables, progress, JSON and whole files, for people and for scripts. */
@NullMarked
package dev.vlmstream.cli.output;

import org.jspecify.annotations.NullMarked;
