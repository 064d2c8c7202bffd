package dev.vlmstream.scoring.runs;

/** Where a record lies in a topic. */
public record Position(int partition, long offset) {}
