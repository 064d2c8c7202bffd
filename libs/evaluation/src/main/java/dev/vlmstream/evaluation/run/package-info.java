/** The settings of a run: each declared once, read and checked alike whoever gives them. */
@NullMarked
package dev.vlmstream.evaluation.run;

import org.jspecify.annotations.NullMarked;
