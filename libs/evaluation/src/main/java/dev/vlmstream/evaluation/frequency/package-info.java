/**
 * How often names of classes occur in texts, counted as the study does, and what a model's accuracy has to do with it.
 */
@NullMarked
package dev.vlmstream.evaluation.frequency;

import org.jspecify.annotations.NullMarked;
