package dev.vlmstream.rest.metrics;

import java.util.List;

/**
 * A run's accuracies against how often its classes' names occur in texts.
 *
 * @param names of the classes that have a count, in the run's order; empty where the manifest brings no counts
 * @param counts of these
 * @param models in the run's order; empty where there are no counts
 */
public record RunFrequency(String run, List<String> names, List<Long> counts, List<FrequencyMetrics> models) {}
