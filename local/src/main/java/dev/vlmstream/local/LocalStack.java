package dev.vlmstream.local;

import dev.vlmstream.local.process.FreePorts;
import dev.vlmstream.local.process.HttpReadiness;
import dev.vlmstream.local.process.KafkaReadiness;
import dev.vlmstream.local.process.ResidentMemory;
import dev.vlmstream.local.process.Supervised;
import dev.vlmstream.schemas.topics.TopicSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * A running stack: a broker, unless there is one, and the services. Its processes end when it is closed, and when this
 * process ends in whatever way.
 */
public final class LocalStack implements AutoCloseable {
    private static final Duration PARTING = Duration.ofSeconds(10);
    private static final int PARTITIONS = 4;

    private final StackConfig config;
    private final DataLock lock;
    private final Consumer<String> events;
    private final List<Supervised> services = new CopyOnWriteArrayList<>();
    private final Thread atExit = new Thread(this::close, "stack-shutdown");
    private Supervised broker;
    private String bootstrap;
    private boolean closed;

    private LocalStack(StackConfig config, Consumer<String> events) {
        this.config = config;
        this.events = events;
        this.lock = DataLock.take(config.data());
    }

    /** As {@link #start(StackConfig, Consumer)}, telling nobody. */
    public static LocalStack start(StackConfig config) {
        return start(config, event -> {});
    }

    /**
     * Starts everything and returns when all of it is ready.
     *
     * @param events told, in words, what happens to the processes, now and later
     * @throws StackException if a part does not start; nothing is left running then
     */
    public static LocalStack start(StackConfig config, Consumer<String> events) {
        config.requireBuilt();
        LocalStack stack = new LocalStack(config, events);
        // Ctrl-C, also while it starts.
        Runtime.getRuntime().addShutdownHook(stack.atExit);
        try {
            stack.startBroker();
            stack.createTopics();
            stack.startServices();
            stack.writeState();
            return stack;
        } catch (RuntimeException e) {
            boolean stopped = stack.isClosed();
            stack.close();
            throw stopped ? new StackException("stopped while it was starting", e) : e;
        }
    }

    private void startBroker() {
        if (config.kafka().bootstrap() != null) {
            bootstrap = config.kafka().bootstrap();
            if (!new KafkaReadiness(bootstrap).ready()) {
                throw new StackException("no Kafka answers at " + bootstrap + "; is the address right?");
            }
            return;
        }
        int port = FreePorts.any();
        bootstrap = "localhost:" + port;
        broker = new Supervised(
                BrokerCommand.spec(config.data(), config.log(BrokerCommand.NAME), port),
                new KafkaReadiness(bootstrap),
                config.services().restarting(),
                this::happened);
        StartUp.await(List.of(broker), config.services().patience());
    }

    private void createTopics() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            TopicSetup.ensure(admin, config.kafka().prefix(), PARTITIONS, Optional.empty());
        } catch (ExecutionException e) {
            throw new StackException(
                    "cannot create the topics at " + bootstrap + ": "
                            + e.getCause().getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while creating the topics", e);
        }
    }

    private void startServices() {
        for (ServiceKind kind : ServiceKind.values()) {
            for (int instance = 0; instance < config.count(kind); instance++) {
                int port = kind == ServiceKind.SCORING && config.port() > 0 ? config.port() : FreePorts.any();
                ServiceCommand command = new ServiceCommand(config, kind, instance, bootstrap);
                services.add(new Supervised(
                        command.spec(port),
                        new HttpReadiness(port),
                        config.services().restarting(),
                        this::happened));
            }
        }
        requireFree(config.port());
        requireOpen();
        StartUp.await(services, config.services().patience());
    }

    private void requireOpen() {
        if (isClosed()) {
            throw new StackException("stopped while it was starting");
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private static void requireFree(int port) {
        if (port > 0 && !FreePorts.isFree(port)) {
            throw new StackException("port " + port + " is taken; choose another, or 0 for any that is free");
        }
    }

    /** A process that was started again has another pid. */
    private void happened(String event) {
        events.accept(event);
        writeState();
    }

    private synchronized void writeState() {
        if (!closed && services.stream().allMatch(service -> service.pid() > 0)) {
            state().write(config.data());
        }
    }

    private StackState state() {
        ProcessHandle self = ProcessHandle.current();
        return new StackState(
                self.pid(),
                StackState.startOf(self),
                bootstrap,
                config.kafka().prefix(),
                server(),
                absolute(Stream.concat(config.models().embed().stream(), config.models().decode().stream())),
                absolute(config.models().judge().stream()),
                absolute(config.imageRoots().stream()),
                processes()
                        .map(p -> new StackState.Service(
                                p.spec().name(),
                                p.pid(),
                                p.spec().port(),
                                p.spec().log().toString()))
                        .toList());
    }

    private static List<String> absolute(Stream<Path> paths) {
        return paths.map(path -> path.toAbsolutePath().normalize().toString()).toList();
    }

    private Stream<Supervised> processes() {
        return Stream.concat(Stream.ofNullable(broker), services.stream());
    }

    /** Kafka's address, host:port. */
    public String bootstrap() {
        return bootstrap;
    }

    /** Address of the scoring service and its page, without a slash at the end; empty if it was left out. */
    public String server() {
        return services.stream()
                .filter(service -> service.spec().name().equals(ServiceKind.SCORING.id()))
                .map(service -> "http://localhost:" + service.spec().port())
                .findFirst()
                .orElse("");
    }

    /** All processes as they are now, the broker first. */
    public List<ServiceStatus> services() {
        return processes()
                .map(p -> new ServiceStatus(
                        p.spec().name(),
                        p.isAlive() ? p.pid() : 0,
                        p.spec().port(),
                        p.isReady(),
                        p.isAlive() ? ResidentMemory.of(p.pid()) : 0,
                        p.restarts(),
                        p.spec().log()))
                .toList();
    }

    /** Kills a process as {@code kill -9} does; it comes back by itself unless the stack is without restarts. */
    public void kill(String name) {
        process(name).kill();
    }

    /** Asks a process to end, and leaves it ended. */
    public void stop(String name) {
        process(name).stop(PARTING);
    }

    /** Starts a process that was stopped or killed, or stops and starts one that runs; returns when it is ready. */
    public void restart(String name) {
        Supervised process = process(name);
        process.stop(PARTING);
        StartUp.await(List.of(process), config.services().patience());
        writeState();
    }

    private Supervised process(String name) {
        return processes()
                .filter(p -> p.spec().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no process \"" + name + "\"; there are "
                        + processes().map(p -> p.spec().name()).toList()));
    }

    /** Bytes that all processes of the stack hold now, shared pages counted in each; 0 where the system is silent. */
    public long residentBytes() {
        return processes().mapToLong(p -> ResidentMemory.of(p.pid())).sum();
    }

    /** Stops the services side by side, then the broker. What it wrote stays in the data directory. */
    @Override
    public void close() {
        // Not this stack's own lock, which a process that dies needs meanwhile. Whoever comes second, at the end of the
        // process, waits until the first is done.
        synchronized (lock) {
            if (markClosed()) {
                stopAll();
            }
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook is at work.
        }
    }

    private synchronized boolean markClosed() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    private void stopAll() {
        services.parallelStream().forEach(service -> service.stop(PARTING));
        if (broker != null) {
            broker.stop(PARTING);
        }
        StackState.delete(config.data());
        lock.close();
    }
}
