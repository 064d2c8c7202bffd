/** Options that several commands share. */
@NullMarked
package dev.vlmstream.cli.options;

import org.jspecify.annotations.NullMarked;
