package dev.vlmstream.datasets.sources;

import java.nio.file.Path;

/**
 * A dataset on this machine.
 *
 * @param path what readers are given
 * @param words what it is, for people
 */
public record Fetched(Path path, String words) {}
