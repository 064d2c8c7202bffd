package dev.vlmstream.cli.report.results;

/**
 * What a published number is of; each by the name it has in {@code published.json}.
 *
 * @param setting how the model was asked and judged
 */
public record PublishedKey(String setting, String model, String dataset) {}
