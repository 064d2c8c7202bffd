package dev.vlmstream.local;

import dev.vlmstream.local.process.Supervised;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Keeps {@code stack.json} as the stack is. For one thread, but for the news that the stack is up. */
final class StateFile {
    private final StackConfig config;
    private volatile boolean up;

    StateFile(StackConfig config) {
        this.config = config;
    }

    /** All of it was ready. */
    void stackIsUp() {
        up = true;
    }

    void write(String bootstrap, String server, List<Supervised> processes) {
        ProcessHandle self = ProcessHandle.current();
        new StackState(
                        self.pid(),
                        StackState.startOf(self),
                        up,
                        bootstrap,
                        config.kafka().prefix(),
                        config.kafka().config().map(Path::toString).orElse(""),
                        server,
                        absolute(Stream.concat(config.models().embed().stream(), config.models().decode().stream())),
                        absolute(config.models().judge().stream()),
                        absolute(config.models().bases().stream()),
                        absolute(config.imageRoots().stream()),
                        processes.stream().map(StateFile::service).toList())
                .write(config.data());
    }

    private static List<String> absolute(Stream<Path> paths) {
        return paths.map(path -> path.toAbsolutePath().normalize().toString()).toList();
    }

    private static StackState.Service service(Supervised process) {
        long pid = process.pid();
        return new StackState.Service(
                process.name(),
                pid,
                ProcessHandle.of(pid).map(StackState::startOf).orElse(0L),
                process.ports().main(),
                process.ports().management(),
                process.restarts(),
                process.log().file().toString());
    }
}
