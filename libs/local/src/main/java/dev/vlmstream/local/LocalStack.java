package dev.vlmstream.local;

import dev.vlmstream.local.process.Child;
import dev.vlmstream.local.process.FreePorts;
import dev.vlmstream.local.process.Ports;
import dev.vlmstream.local.process.Ports.PortChoice;
import dev.vlmstream.local.process.ResidentMemory;
import dev.vlmstream.local.process.Supervised;
import dev.vlmstream.local.process.Supervision;
import dev.vlmstream.local.process.Supervision.Restarts;
import dev.vlmstream.schemas.cluster.ClientSettings;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.cluster.DiskRoom;
import dev.vlmstream.schemas.cluster.TopicOwner;
import dev.vlmstream.schemas.cluster.TopicSetup;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Names;
import dev.vlmstream.schemas.topics.Topic;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;

/**
 * A running stack: a broker, unless there is one, and the services. Its processes end when it is closed, and when this
 * process ends in whatever way.
 */
public final class LocalStack implements AutoCloseable {
    private static final Duration PARTING = Duration.ofSeconds(10);
    /** Writing an archive of classes takes a few seconds, or many on a busy machine. */
    private static final Duration ARCHIVING = Duration.ofMinutes(3);

    private final StackConfig config;
    private final StackListener listener;
    private final DataLock lock;
    private final DiskWatch disk;
    private final Supervision supervision;
    private final List<Supervised> processes = new CopyOnWriteArrayList<>();
    /** Where processes listened when a stack ran here last, by name. */
    private final Map<String, Ports> before;

    private final Thread atExit = new Thread(this::close, "stack-shutdown");
    /** All of it has been ready. */
    private volatile boolean up;

    private volatile String bootstrap;
    private volatile Cluster cluster;

    private LocalStack(StackConfig config, StackListener listener) {
        this.config = config;
        this.listener = listener;
        this.lock = DataLock.take(config.data());
        this.before = StackState.lastPorts(config.data());
        StackConfig.Services how = config.services();
        this.supervision = new Supervision(
                how.restarting() ? Restarts.DEFAULT : Restarts.NONE,
                how.life(),
                how.patience(),
                listener::happened,
                this::look);
        this.disk = new DiskWatch(() -> DiskRoom.of(config.data()), supervision::report);
    }

    /** As {@link #start(StackConfig, StackListener)}, without a listener. */
    public static LocalStack start(StackConfig config) {
        return start(config, event -> {});
    }

    /**
     * Starts everything and returns when all of it is ready.
     *
     * @param listener hears what happens to the processes, now and later
     * @throws StackException if a part does not start; nothing is left running then
     */
    public static LocalStack start(StackConfig config, StackListener listener) {
        config.requireBuilt();
        LocalStack stack = new LocalStack(config, listener);
        // Ctrl-C, also while it starts.
        Runtime.getRuntime().addShutdownHook(stack.atExit);
        try {
            stack.begin();
            return stack;
        } catch (RuntimeException e) {
            boolean stopped = stack.supervision.isClosed();
            stack.close();
            throw stopped ? StartUp.stopped() : e;
        }
    }

    private void begin() {
        DataLayout.ensure(config.data());
        Leftovers.await(config.data(), listener::happened);
        requireFree();
        startBroker();
        startServices();
        up = true;
        supervision.run(this::writeState);
        supervision.watch(processes);
    }

    private void requireFree() {
        PortChoice page = config.ports().page();
        if (page.fixed() && !FreePorts.isFree(page.number())) {
            throw new StackException("port " + page.number() + " is taken; choose another, or 0 for any that is free");
        }
    }

    private void startBroker() {
        if (!config.kafka().isOwn()) {
            bootstrap = config.kafka().bootstrap();
            cluster = cluster(ClientSettings.load(config.kafka().config(), System.getenv()));
            cluster.requireReachable();
            return;
        }
        requireNoSettings();
        boolean unclean = HangingTransactions.mayBe(BrokerCommand.directory(config));
        Supervised broker = supervised(List.of(BrokerCommand.child(config))).get(0);
        startUp(List.of(broker)).await();
        broker.keepPort();
        bootstrap = BrokerCommand.address(broker.ports().main());
        cluster = cluster(ClientSettings.NONE);
        if (unclean) {
            abortHanging();
        }
    }

    private void abortHanging() {
        try {
            long hanging = HangingTransactions.abort(cluster);
            if (hanging > 0) {
                listener.happened("the broker did not end in order: aborted " + hanging
                        + " of its transactions that no coordinator knows; what they held is done again");
            }
        } catch (ExecutionException e) {
            listener.happened("the broker did not end in order, and its open transactions cannot be listed: "
                    + e.getCause().getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * They come to Kafka some seconds after they were started, and create what they miss themselves if they may: with a broker of
     * the stack's own the topics are made meanwhile.
     */
    private void startServices() {
        List<Supervised> services = supervised(ServiceCommand.children(config, bootstrap));
        StartUp starting;
        if (config.kafka().isOwn()) {
            starting = startUp(services);
            claimTopics();
        } else {
            claimTopics();
            starting = startUp(services);
        }
        listener.reachable(cluster);
        starting.await();
    }

    private List<Supervised> supervised(List<Child> children) {
        List<Supervised> added = children.stream()
                .map(child -> new Supervised(child, before.getOrDefault(child.name(), Ports.NONE), supervision))
                .toList();
        processes.addAll(added);
        return added;
    }

    private StartUp startUp(List<Supervised> starting) {
        // A broker of the stack's own is started again if it ends; another Kafka that is away is nobody's to start.
        Runnable requireKafka = config.kafka().isOwn() ? () -> {} : cluster::requireReachable;
        return new StartUp(config.services(), supervision, listener, requireKafka).start(starting);
    }

    /** Settings in the environment would reach the services, which the broker here does not want. */
    private void requireNoSettings() {
        ClientSettings settings = ClientSettings.load(config.kafka().config(), System.getenv());
        settings.values().keySet().stream().findFirst().ifPresent(key -> {
            throw new StackException(
                    settings.where(key) + " is for an existing Kafka cluster, which is not named: give its"
                            + " address with --bootstrap, or as bootstrap.servers beside it");
        });
    }

    private Cluster cluster(ClientSettings settings) {
        return new Cluster(bootstrap, new Names(config.kafka().prefix()), settings);
    }

    /** With neither ingest nor scoring these are services of an installation that has them elsewhere. */
    private void claimTopics() {
        createTopics();
        if (config.count(ServiceKind.INGEST) + config.count(ServiceKind.SCORING) > 0) {
            new TopicOwner(cluster).claim(InstallationName.of(config.data()));
        }
    }

    /** In a cluster of others, those alone that the services here work on: there may be no right to more. */
    private void createTopics() {
        Set<Topic> topics = EnumSet.noneOf(Topic.class);
        for (ServiceKind kind : ServiceKind.all()) {
            if (config.kafka().isOwn() || config.count(kind) > 0) {
                topics.addAll(kind.topics());
            }
        }
        TopicSetup.ensure(cluster, topics, new TopicSetup.Shape(Topic.PARTITIONS, Optional.empty()));
    }

    private void look() {
        disk.look();
        writeState();
    }

    private void writeState() {
        // While it starts, the broker's address is not known yet.
        StackState.of(config, up, bootstrap == null ? "" : bootstrap, server(), processes)
                .write(config.data());
    }

    /** Whether the data directory was deleted or replaced below the stack, which is then of no use any more. */
    public boolean isUprooted() {
        return !lock.isThere();
    }

    /** The stack's place in Kafka. */
    public Cluster cluster() {
        return cluster;
    }

    /** Kafka's address, host:port. */
    public String bootstrap() {
        return bootstrap;
    }

    /** Address of the scoring service and its page, without a slash at the end; empty if it was left out. */
    public String server() {
        return address(ServiceKind.SCORING).orElse("");
    }

    /** Address of the ingest service, which takes manifests and images, without a slash at the end; empty if it was left out. */
    public Optional<String> ingest() {
        return address(ServiceKind.INGEST);
    }

    private Optional<String> address(ServiceKind kind) {
        return processes.stream()
                .filter(process -> process.name().equals(kind.id()))
                .map(process -> "http://localhost:" + process.ports().main())
                .findFirst();
    }

    /** All processes as they are now, the broker first. */
    public List<ServiceStatus> services() {
        return processes.stream()
                .map(p -> new ServiceStatus(
                        p.name(),
                        p.isAlive() ? p.pid() : 0,
                        p.ports(),
                        p.isReady(),
                        p.lacking(),
                        p.isAlive() ? ResidentMemory.of(p.pid()) : 0,
                        p.restarts(),
                        p.log().file()))
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
        startUp(List.of(process)).await();
        supervision.run(this::writeState);
    }

    private Supervised process(String name) {
        return processes.stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no process \"" + name + "\"; there are "
                        + processes.stream().map(Supervised::name).toList()));
    }

    /** Bytes that all processes of the stack hold now, shared pages counted in each; 0 where the system is silent. */
    public long residentBytes() {
        return processes.stream().mapToLong(p -> ResidentMemory.of(p.pid())).sum();
    }

    /** Stops the services side by side, then the broker. What it wrote stays in the data directory. */
    @Override
    public void close() {
        // Whoever comes second, at the end of the process, waits until the first is done.
        synchronized (lock) {
            if (!supervision.isClosed()) {
                supervision.close();
                stopAll();
            }
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook is at work.
        }
    }

    private void stopAll() {
        Duration parting = config.services().archivingClasses() ? ARCHIVING : PARTING;
        processes.parallelStream()
                .filter(process -> !process.name().equals(BrokerCommand.NAME))
                .forEach(process -> process.retire(parting));
        processes.forEach(process -> process.retire(parting));
        lock.close();
    }
}
