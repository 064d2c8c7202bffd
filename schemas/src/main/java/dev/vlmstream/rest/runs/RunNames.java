package dev.vlmstream.rest.runs;

import java.util.List;

/** The data of an event that is about runs as such. */
public record RunNames(List<String> runs) {}
