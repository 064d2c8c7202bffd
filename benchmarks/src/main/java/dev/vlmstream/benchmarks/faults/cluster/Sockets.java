package dev.vlmstream.benchmarks.faults.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Whose a connection is, as Linux tells it. */
final class Sockets {
    private static final Path PROC = Path.of("/proc");
    private static final int LOCAL_ADDRESS = 1;
    private static final int INODE = 9;
    private static final int HEXADECIMAL = 16;

    private Sockets() {}

    /** The local ports of a process's TCP connections; none if it is gone. */
    static Set<Integer> localPorts(long pid) {
        Path process = PROC.resolve(String.valueOf(pid));
        Set<String> inodes = inodes(process.resolve("fd"));
        Set<Integer> ports = new HashSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            for (String line : lines(process.resolve(table))) {
                String[] fields = line.strip().split("\\s+");
                if (fields.length > INODE && inodes.contains(fields[INODE])) {
                    String address = fields[LOCAL_ADDRESS];
                    ports.add(Integer.parseInt(address.substring(address.indexOf(':') + 1), HEXADECIMAL));
                }
            }
        }
        return ports;
    }

    private static Set<String> inodes(Path descriptors) {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> each = Files.list(descriptors)) {
            each.forEach(descriptor -> {
                String target = target(descriptor);
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring("socket:[".length(), target.length() - 1));
                }
            });
        } catch (IOException | UncheckedIOException e) {
            // The process ended meanwhile: what was found so far is as good as nothing.
        }
        return inodes;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
