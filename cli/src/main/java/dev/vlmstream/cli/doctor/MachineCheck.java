package dev.vlmstream.cli.doctor;

import com.sun.management.OperatingSystemMXBean;
import dev.vlmstream.cli.doctor.DoctorCommand.Finding;
import dev.vlmstream.schemas.cluster.DiskRoom;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Java, memory, processors, the disk, and ports of the loopback interface. */
record MachineCheck(Path data) {
    /** What the demo's stack takes while it runs, with some room (docs/performance.md). */
    private static final long LEAST_MEMORY = 4L << 30;

    /** Of a stack's broker, logs and state, before a dataset is pushed. */
    private static final long LEAST_DISK = 2L << 30;

    List<Finding> findings() {
        return List.of(java(), memory(), processors(), disk(), ports());
    }

    private static Finding java() {
        String found = "Java " + Runtime.version() + ", " + System.getProperty("java.home");
        boolean compiles = Files.isExecutable(Path.of(System.getProperty("java.home"), "bin", "javac"));
        return compiles
                ? Finding.ok("Java", found)
                : Finding.warning(
                        "Java",
                        found + ": a runtime without a compiler",
                        "builds need a JDK, 17 or newer: point JAVA_HOME at one");
    }

    private static Finding memory() {
        OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long total = machine.getTotalMemorySize();
        String found = gigabytes(total) + " GB";
        return total >= LEAST_MEMORY
                ? Finding.ok("memory", found)
                : Finding.warning(
                        "memory",
                        found,
                        "the demo's services need about " + gigabytes(LEAST_MEMORY) + " GB: start fewer models with `up"
                                + " --models`");
    }

    private static Finding processors() {
        int count = Runtime.getRuntime().availableProcessors();
        return count > 1
                ? Finding.ok("processors", String.valueOf(count))
                : Finding.warning("processors", "1", "it works, slowly; the demo is meant for two");
    }

    private Finding disk() {
        Path there = existing(data);
        if (!Files.isWritable(there)) {
            return Finding.error("disk", "no permission to write " + there, "name another directory with --data");
        }
        DiskRoom room = DiskRoom.of(data);
        String found = room.complaint().orElse(gigabytes(room.free()) + " GB free for " + data);
        String cure = "free some, or name a directory on another disk with --data";
        if (room.complaint().isPresent()) {
            return Finding.error("disk", found, cure);
        }
        return room.free() >= LEAST_DISK ? Finding.ok("disk", found) : Finding.warning("disk", found, cure);
    }

    private static Path existing(Path path) {
        Path there = path;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    private static Finding ports() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Finding.ok(
                    "ports", "loopback interface " + socket.getInetAddress().getHostAddress());
        } catch (IOException e) {
            return Finding.error(
                    "ports",
                    "no port of the loopback interface can be opened: " + e.getMessage(),
                    "processes talk to one another there: look at the firewall, or at the sandbox that this runs in");
        }
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / (double) (1L << 30));
    }
}
