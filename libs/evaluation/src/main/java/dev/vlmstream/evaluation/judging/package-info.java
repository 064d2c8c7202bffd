/** What a rule is: an answer and a truth, what a rule needs, and what it makes of them. */
@NullMarked
package dev.vlmstream.evaluation.judging;

import org.jspecify.annotations.NullMarked;
