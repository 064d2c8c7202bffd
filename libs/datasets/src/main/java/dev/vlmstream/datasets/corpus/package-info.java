/** Texts that models are trained on, in the files in which people have them. */
@NullMarked
package dev.vlmstream.datasets.corpus;

import org.jspecify.annotations.NullMarked;
