/** Records that could not be worked on: shown, and sent again. */
@NullMarked
package dev.vlmstream.cli.deadletters;

import org.jspecify.annotations.NullMarked;
