package dev.vlmstream.local.process;

import dev.vlmstream.local.logs.ProcessLog;
import java.util.function.Function;

/**
 * What is to run: everything but the ports, which are chosen when it is started.
 *
 * @param name what it is called in messages and in the log's name
 * @param log where it writes
 * @param port where it may listen for others; where it is watched, it listens at any that is free
 * @param launch how it is started on its ports
 * @param readiness the check whether it does its work yet
 * @param liveness the check whether it should be left running
 */
public record Child(
        String name,
        ProcessLog log,
        PortChoice port,
        Function<Ports, LaunchSpec> launch,
        Function<Ports, Readiness> readiness,
        Function<Ports, Liveness> liveness) {}
