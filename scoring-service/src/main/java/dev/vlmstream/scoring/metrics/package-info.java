/** The numbers of a run as they are served: by model, rule, class and time. */
@NullMarked
package dev.vlmstream.scoring.metrics;

import org.jspecify.annotations.NullMarked;
