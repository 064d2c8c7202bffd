package dev.vlmstream.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.local.process.HttpReadiness;
import dev.vlmstream.local.process.KafkaReadiness;
import dev.vlmstream.local.process.Readiness;
import dev.vlmstream.local.process.ResidentMemory;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * What a running stack leaves in {@code stack.json}, for whoever wants to use or stop it.
 *
 * @param pid of the process that watches the others
 * @param started when that process began, milliseconds since the epoch: pids are used again
 * @param bootstrap of Kafka
 * @param topicPrefix of the topics' names
 * @param server address of the scoring service and its page, without a slash at the end
 * @param models directories of the bundles that answer
 * @param judges directories of the bundles that judge
 * @param imageRoots directories from which images may be read by address
 */
public record StackState(
        long pid,
        long started,
        String bootstrap,
        String topicPrefix,
        String server,
        List<String> models,
        List<String> judges,
        List<String> imageRoots,
        List<Service> services) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "stack.json";

    /** A process of the stack. */
    public record Service(String name, long pid, int port, String log) {}

    public StackState {
        models = List.copyOf(models);
        judges = judges == null ? List.of() : List.copyOf(judges);
        imageRoots = List.copyOf(imageRoots);
        services = List.copyOf(services);
    }

    /** The stack that runs in a data directory; empty if none does. */
    public static Optional<StackState> running(Path data) {
        Path file = data.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), StackState.class)).filter(StackState::isAlive);
        } catch (IOException e) {
            throw new StackException(file + " cannot be read: " + e.getMessage() + "; delete it if no stack runs", e);
        }
    }

    private boolean isAlive() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(handle -> startOf(handle) == started)
                .isPresent();
    }

    /** When a process began, milliseconds since the epoch; 0 where the system does not tell. */
    static long startOf(ProcessHandle handle) {
        return handle.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
    }

    /** The processes as they are now, seen from outside; how often they died is not known there. */
    public List<ServiceStatus> status() {
        return services.stream().map(StackState::status).toList();
    }

    private static ServiceStatus status(Service service) {
        boolean alive =
                ProcessHandle.of(service.pid()).filter(ProcessHandle::isAlive).isPresent();
        Readiness readiness = service.name().equals(BrokerCommand.NAME)
                ? new KafkaReadiness("localhost:" + service.port())
                : new HttpReadiness(service.port());
        return new ServiceStatus(
                service.name(),
                alive ? service.pid() : 0,
                service.port(),
                alive && readiness.ready(),
                alive ? ResidentMemory.of(service.pid()) : 0,
                0,
                Path.of(service.log()));
    }

    void write(Path data) {
        Path file = data.resolve(FILE);
        Path draft = data.resolve(FILE + ".new");
        try {
            JSON.writerWithDefaultPrettyPrinter().writeValue(draft.toFile(), this);
            move(draft, file);
        } catch (IOException e) {
            throw new StackException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static void move(Path draft, Path file) throws IOException {
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    static void delete(Path data) {
        try {
            Files.deleteIfExists(data.resolve(FILE));
        } catch (IOException e) {
            throw new StackException("cannot delete " + data.resolve(FILE) + ": " + e.getMessage(), e);
        }
    }
}
