package dev.vlmstream.streaming.health;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Where a process of this service that ended has said why. */
public final class CrashLogs {
    private CrashLogs() {}

    /**
     * The log, if it is a file, with what the virtual machine wrote when it crashed; in a container the log of the one before, as
     * the process that ended ran in it.
     */
    public static String place() {
        Config config = ConfigProvider.getConfig();
        String crash = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("ErrorFile")
                .getValue();
        String log = config.getOptionalValue("quarkus.log.file.enabled", Boolean.class)
                        .orElse(false)
                ? config.getOptionalValue("quarkus.log.file.path", String.class).orElse("")
                : "";
        return place(log, crash);
    }

    /** @param log and crash file; empty for none */
    static String place(String log, String crash) {
        String files = Stream.of(crash, log)
                .filter(file -> !file.isEmpty() && Files.exists(Path.of(file)))
                .collect(Collectors.joining(" and "));
        if (files.isEmpty()) {
            return "the container's previous log (kubectl logs POD --previous), or what the console showed";
        }
        return log.isEmpty() ? files + " and what the console showed" : files;
    }
}
