/** What a rule is: an answer and a truth, what a rule needs, and what it makes of them. */
package dev.vlmstream.evaluation.judging;
