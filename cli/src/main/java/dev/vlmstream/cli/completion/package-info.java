/** What shells complete a half-written command line from. */
@NullMarked
package dev.vlmstream.cli.completion;

import org.jspecify.annotations.NullMarked;
