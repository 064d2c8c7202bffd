/** What answers have in common beyond being right: which class was said instead, and what goes with accuracy. */
package dev.vlmstream.evaluation.analyses;
