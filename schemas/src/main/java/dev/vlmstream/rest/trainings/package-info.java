/** Checkpoints of a training, each judged in a run of its own. */
@NullMarked
package dev.vlmstream.rest.trainings;

import org.jspecify.annotations.NullMarked;
