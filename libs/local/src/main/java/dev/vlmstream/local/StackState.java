package dev.vlmstream.local;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.local.process.FreePorts;
import dev.vlmstream.local.process.Health;
import dev.vlmstream.local.process.Ports;
import dev.vlmstream.local.process.ResidentMemory;
import dev.vlmstream.local.process.Supervised;
import dev.vlmstream.schemas.cluster.ClientSettings;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Names;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a running stack leaves in {@code stack.json}, for anyone who wants to use or stop it, and for the next one there, which
 * listens at the same ports.
 *
 * @param pid of the process that watches the others
 * @param started when that process began, milliseconds since the epoch: pids are used again
 * @param up whether all of it has been ready; until then it is starting
 * @param bootstrap of Kafka
 * @param topicPrefix of the topics' names
 * @param kafkaConfig the file of Kafka client settings; empty for none. What it says is not repeated here
 * @param server address of the scoring service and its page, without a slash at the end
 * @param models directories of the bundles that answer
 * @param judges directories of the bundles that judge
 * @param bases directories of the bundles that overlays among them are over
 * @param imageRoots directories from which images may be read by address
 */
public record StackState(
        long pid,
        long started,
        boolean up,
        String bootstrap,
        String topicPrefix,
        String kafkaConfig,
        String server,
        List<String> models,
        List<String> judges,
        List<String> bases,
        List<String> imageRoots,
        List<Service> services) {
    /** What lacks something is damaged, like what is cut off. */
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    public static final String FILE = "stack.json";
    /** Ends the name of a file that is still written. */
    static final String NEW = ".new";

    /**
     * A process of the stack.
     *
     * @param started when it began, milliseconds since the epoch
     * @param port where others ask it
     * @param management port of its health and metrics, or of the broker's controller
     * @param restarts how often it died, or was killed since it hung, and was started again
     */
    public record Service(String name, long pid, long started, int port, int management, int restarts, String log) {
        /** The process; empty if it has ended. */
        Optional<ProcessHandle> handle() {
            return alive(pid, started);
        }
    }

    public StackState {
        models = List.copyOf(models);
        judges = List.copyOf(judges);
        bases = List.copyOf(bases);
        imageRoots = List.copyOf(imageRoots);
        services = List.copyOf(services);
    }

    /** Of the stack in this process. */
    static StackState of(StackConfig config, boolean up, String bootstrap, String server, List<Supervised> processes) {
        ProcessHandle self = ProcessHandle.current();
        return new StackState(
                self.pid(),
                startOf(self),
                up,
                bootstrap,
                config.kafka().prefix(),
                config.kafka().config().map(Path::toString).orElse(""),
                server,
                absolute(Stream.concat(config.models().embed().stream(), config.models().decode().stream())),
                absolute(config.models().judge().stream()),
                absolute(config.models().bases().stream()),
                absolute(config.imageRoots().stream()),
                processes.stream().map(StackState::service).toList());
    }

    private static List<String> absolute(Stream<Path> paths) {
        return paths.map(path -> path.toAbsolutePath().normalize().toString()).toList();
    }

    private static Service service(Supervised process) {
        long pid = process.pid();
        return new Service(
                process.name(),
                pid,
                ProcessHandle.of(pid).map(StackState::startOf).orElse(0L),
                process.ports().main(),
                process.ports().management(),
                process.restarts(),
                process.log().file().toString());
    }

    /**
     * The stack that runs in a data directory; empty if none does, or it is still starting.
     *
     * @throws StackException if the directory is another version's
     */
    public static Optional<StackState> running(Path data) {
        DataLayout.require(data);
        // Looked at first: a stack that starts may write it at any moment.
        boolean written = Files.exists(data.resolve(FILE));
        Optional<StackState> state = lastWritten(data);
        if (written && state.isEmpty()) {
            // It writes the file again within seconds; without it, what is there is of no use to anyone.
            DataLock.holder(data).ifPresent(pid -> {
                throw new StackException(data.resolve(FILE) + " is damaged; the stack that runs there (pid " + pid
                        + ") writes it again: try again in a few seconds");
            });
        }
        return state.filter(StackState::up).filter(StackState::isAlive);
    }

    /**
     * Why none is {@link #running}, for people.
     *
     * @param cure what to do where none is starting
     */
    public static String absence(Path data, String cure) {
        return DataLock.holder(data)
                .map(pid -> "the stack in " + data + " is still starting (pid " + pid
                        + "); `vlmstream status` shows when it is ready")
                .orElse("no stack runs in " + data + "; " + cure);
    }

    /** What the last stack left, whether it runs or not; empty if there is none that can be read. */
    static Optional<StackState> lastWritten(Path data) {
        try {
            // A file that says null is as good as none.
            return Optional.ofNullable(JSON.readValue(data.resolve(FILE).toFile(), StackState.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean isAlive() {
        return alive(pid, started).isPresent();
    }

    private static Optional<ProcessHandle> alive(long pid, long started) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(handle -> startOf(handle) == started);
    }

    /** When a process began, milliseconds since the epoch; 0 where the system does not report it. */
    static long startOf(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** The stack's place in Kafka; a broker of its own takes no settings. */
    public Cluster cluster() {
        boolean own = services.stream().anyMatch(service -> service.name().equals(BrokerCommand.NAME));
        Optional<Path> file =
                Optional.of(kafkaConfig).filter(path -> !path.isEmpty()).map(Path::of);
        return new Cluster(
                bootstrap,
                new Names(topicPrefix),
                own ? ClientSettings.NONE : ClientSettings.load(file, System.getenv()));
    }

    /** Whether a broker of the stack's own takes connections, which one that is being started again does not; true of another Kafka. */
    public boolean takesConnections() {
        return services.stream()
                .filter(service -> service.name().equals(BrokerCommand.NAME))
                .allMatch(service -> FreePorts.isListening(service.port()));
    }

    /** Address of the ingest service, which takes manifests and images, without a slash at the end; empty if it was left out. */
    public Optional<String> ingest() {
        return services.stream()
                .filter(service -> service.name().equals(ServiceKind.INGEST.id()))
                .map(service -> "http://localhost:" + service.port())
                .findFirst();
    }

    /** How many processes of that service it has. */
    public int replicas(ServiceKind kind) {
        return (int) services.stream()
                .filter(service ->
                        service.name().equals(kind.id()) || service.name().startsWith(kind.id() + "-"))
                .count();
    }

    /** The processes as they are now, seen from outside. */
    public List<ServiceStatus> status() {
        return services.stream().map(StackState::status).toList();
    }

    private static ServiceStatus status(Service service) {
        boolean alive = service.handle().isPresent();
        Health readiness = service.name().equals(BrokerCommand.NAME)
                ? Health.broker("localhost:" + service.port())
                : Health.readiness(service.management(), Path.of(service.log()));
        return new ServiceStatus(
                service.name(),
                alive ? service.pid() : 0,
                new Ports(service.port(), service.management()),
                alive && readiness.isUp(),
                alive ? readiness.lacking() : "",
                alive ? ResidentMemory.of(service.pid()) : 0,
                service.restarts(),
                Path.of(service.log()));
    }

    /** Writes it, unless the file says it already. */
    void write(Path data) {
        Path file = data.resolve(FILE);
        try {
            byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
            if (!Files.exists(file) || !Arrays.equals(json, Files.readAllBytes(file))) {
                replace(file, json);
            }
        } catch (IOException e) {
            throw new StackException("cannot write " + file + ": " + e, e);
        }
    }

    /** Whoever reads the file meanwhile finds the former content or the new one, never a part. */
    static void replace(Path file, byte[] content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + NEW);
        Files.write(draft, content);
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Where the processes of the last stack listened, by their names. For whoever holds the directory's lock: a file that cannot be
     * read goes, as the next stack is not to be taken for damaged while it starts.
     */
    static Map<String, Ports> lastPorts(Path data) {
        Optional<StackState> last = lastWritten(data);
        try {
            if (last.isEmpty()) {
                Files.deleteIfExists(data.resolve(FILE));
            }
        } catch (IOException e) {
            throw new StackException("cannot delete " + data.resolve(FILE) + ": " + e.getMessage(), e);
        }
        return last.stream()
                .flatMap(state -> state.services().stream())
                .collect(Collectors.toMap(
                        Service::name,
                        service -> new Ports(service.port(), service.management()),
                        (one, other) -> one));
    }
}
