package dev.vlmstream.local;

import java.nio.file.Path;

/**
 * A process of the stack.
 *
 * @param name broker, ingest, embed, decode, scoring; the second instance of a service has {@code -1} after its name
 * @param pid 0 if it does not run
 * @param residentBytes memory it holds; 0 where the system does not report it
 * @param restarts how often it died and was started again
 */
public record ServiceStatus(
        String name, long pid, int port, boolean ready, long residentBytes, int restarts, Path log) {}
