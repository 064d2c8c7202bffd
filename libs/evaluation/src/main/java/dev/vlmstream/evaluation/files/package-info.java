/** The rules over predictions that someone already has in a file: a line in, the same line judged out. */
@NullMarked
package dev.vlmstream.evaluation.files;

import org.jspecify.annotations.NullMarked;
