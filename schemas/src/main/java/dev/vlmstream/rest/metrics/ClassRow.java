package dev.vlmstream.rest.metrics;

import java.util.Map;

/**
 * One class of a run: its recall under each model's primary rule.
 *
 * @param name the class
 * @param models by model; a model that has not answered for the class is absent
 */
public record ClassRow(String name, Map<String, RuleMetrics> models) {}
