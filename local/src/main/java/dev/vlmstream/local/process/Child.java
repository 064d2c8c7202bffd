package dev.vlmstream.local.process;

import dev.vlmstream.local.logs.ProcessLog;
import java.util.function.IntFunction;

/**
 * What is to run: everything but the port, which is chosen when it is started.
 *
 * @param name what it is called in messages and in the log's name
 * @param log where it writes
 * @param port where it may listen
 * @param launch how it is started on a port
 * @param readiness the check, on a port, whether it does its work yet
 * @param liveness the check, on a port, whether it should be left running
 */
public record Child(
        String name,
        ProcessLog log,
        PortChoice port,
        IntFunction<LaunchSpec> launch,
        IntFunction<Readiness> readiness,
        IntFunction<Liveness> liveness) {}
