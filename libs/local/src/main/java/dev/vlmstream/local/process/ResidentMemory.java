package dev.vlmstream.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory a process holds, as Linux reports it. */
public final class ResidentMemory {
    private ResidentMemory() {}

    /** Resident bytes, shared pages included; 0 where the system does not report it or the process is gone. */
    public static long of(long pid) {
        return read(pid, "VmRSS:");
    }

    /** The process's largest resident memory since it started, or since {@code clear_refs} reset it; 0 as above. */
    public static long peak(long pid) {
        return read(pid, "VmHWM:");
    }

    private static long read(long pid, String what) {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
                    .filter(line -> line.startsWith(what))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
