/**
 * The {@code vlmstream} command. One class for each word of it; below, what they share: options, the scoring service's
 * REST interface, pushing, and output.
 */
@NullMarked
package dev.vlmstream.cli;

import org.jspecify.annotations.NullMarked;
