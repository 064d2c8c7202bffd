/** The draw of the choices of a closed-world question, equal to CPython's to the last one. */
@NullMarked
package dev.vlmstream.evaluation.sampling;

import org.jspecify.annotations.NullMarked;
