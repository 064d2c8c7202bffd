/** The numbers of a run and its models, by rule, class and frequency, and over time. */
@NullMarked
package dev.vlmstream.rest.metrics;

import org.jspecify.annotations.NullMarked;
