package dev.vlmstream.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A PostgreSQL of this machine, reached by a socket in its directory; the test is skipped where there is none. */
final class PostgresServer implements AutoCloseable {
    /** It refuses to run as root. */
    private static final int NOBODY = 65534;

    private final Path directory;
    private final Tool server;

    private PostgresServer(Path directory, Tool server) {
        this.directory = directory;
        this.server = server;
    }

    static PostgresServer start() throws IOException, InterruptedException {
        // A socket's path may have some hundred characters.
        Path directory = Files.createTempDirectory("postgres");
        List<String> user = List.of();
        if (System.getProperty("user.name").equals("root")) {
            Files.setAttribute(directory, "unix:uid", NOBODY);
            user = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        }
        Path data = directory.resolve("data");
        Tool.assumeDone(
                directory,
                and(
                        user,
                        "initdb",
                        "--pgdata=" + data,
                        "--username=test",
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--no-sync"));
        Files.deleteIfExists(Path.of("target", "postgres.log"));
        Tool server = Tool.start(
                "postgres",
                directory,
                Map.of(),
                and(user, "postgres", "-D", data.toString(), "-k", directory.toString(), "-h", "", "-F"));
        server.awaitSaid("database system is ready to accept connections", Duration.ofMinutes(1));
        return new PostgresServer(directory, server);
    }

    private static List<String> and(List<String> before, String... command) {
        List<String> all = new ArrayList<>(before);
        all.addAll(List.of(command));
        return all;
    }

    /** As libpq takes it. */
    String address() {
        return "host=" + directory + " user=test dbname=postgres";
    }

    @Override
    public void close() throws IOException, InterruptedException {
        server.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
