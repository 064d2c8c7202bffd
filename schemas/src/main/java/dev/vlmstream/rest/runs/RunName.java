package dev.vlmstream.rest.runs;

/** The data of an event that is about a run as such. */
public record RunName(String run) {}
