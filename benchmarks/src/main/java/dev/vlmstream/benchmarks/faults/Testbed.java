package dev.vlmstream.benchmarks.faults;

import dev.vlmstream.benchmarks.faults.cluster.BrokerCluster;
import dev.vlmstream.benchmarks.workload.FreshStacks;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.ProgressLog;
import dev.vlmstream.benchmarks.workload.Waiting;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.ServiceStatus;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.local.StackException;
import dev.vlmstream.local.StackState;
import dev.vlmstream.local.process.Health;
import dev.vlmstream.schemas.cluster.ClusterException;
import dev.vlmstream.schemas.services.ServiceKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Three brokers and two replicas of each service over the demo's models and a judge, restarted when they die. */
final class Testbed implements AutoCloseable {
    static final String INGEST = "ingest";
    static final String WITH_STATE = "scoring";
    static final String ON_SMALL_DISK = "scoring-1";
    private static final int REPLICAS = 2;
    /** One whose state was just deleted has some again when it has reached the brokers. */
    private static final Duration STATE = Duration.ofMinutes(2);

    /** Longer than faults keep a manifest away. */
    private static final String MANIFEST_GRACE = "10m";

    private final Path home;
    private final Path data;
    private final Diary diary;
    private final @Nullable SmallDisk disk;
    private final BrokerCluster cluster;
    private final LocalStack stack;
    private final List<String> services;

    /** What happened when, by the clock that the processes' logs go by. */
    private static final class Diary {
        private final Path file;

        Diary(Path file) {
            this.file = file;
        }

        synchronized void say(String line) {
            String dated = LocalTime.now().truncatedTo(ChronoUnit.MILLIS) + " " + line;
            ProgressLog.say(dated);
            try {
                Files.writeString(file, dated + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write to " + file, e);
            }
        }
    }

    private Testbed(
            Path home, Path data, Diary diary, @Nullable SmallDisk disk, BrokerCluster cluster, LocalStack stack) {
        this.home = home;
        this.data = data;
        this.diary = diary;
        this.disk = disk;
        this.cluster = cluster;
        this.stack = stack;
        this.services =
                stack.services().stream().map(ServiceStatus::name).sorted().toList();
    }

    /**
     * Starts everything, with no data.
     *
     * @param protocol by which the services' groups share their partitions: {@code classic} or {@code consumer}
     * @param grace how long a run waits for its models
     */
    static Testbed start(Options options, String protocol, Duration grace) {
        String name = "faults-" + protocol;
        Path data = options.stackData(name);
        Path small = StackConfig.of(options.home(), data).state(ON_SMALL_DISK);
        SmallDisk.unmount(small);
        StackConfig config = config(FreshStacks.watched(options, name), options.home(), grace);
        Diary diary = new Diary(made(data.resolve("logs")).resolve("faults.log"));
        SmallDisk disk = SmallDisk.mount(small);
        BrokerCluster cluster = null;
        try {
            cluster = BrokerCluster.start(data.resolve("brokers"), data.resolve("logs"), diary::say);
            Path clients = Files.writeString(data.resolve("clients.properties"), "group.protocol=" + protocol);
            LocalStack stack =
                    LocalStack.start(config.external(cluster.proxied()).withKafkaConfig(clients), diary::say);
            return new Testbed(options.home(), data, diary, disk, cluster, stack);
        } catch (IOException | RuntimeException e) {
            if (cluster != null) {
                cluster.close();
            }
            SmallDisk.unmount(small);
            throw e instanceof IOException io ? new UncheckedIOException(io) : (RuntimeException) e;
        }
    }

    private static StackConfig config(StackConfig fresh, Path home, Duration grace) {
        Path models = home.resolve("demo/models");
        StackConfig config = fresh.withModels(
                        List.of(models.resolve("emoji-clip"), models.resolve("emoji-classifier")),
                        List.of(home.resolve(Study.BUNDLE_OF_LATE)))
                .withJudges(List.of(home.resolve(Study.JUDGE_BUNDLE)))
                .withProperty("vlmstream.session-timeout", "6s")
                .withProperty("vlmstream.model-grace", grace.toSeconds() + "s")
                .withProperty("vlmstream.manifest-grace", MANIFEST_GRACE)
                .withProperty("vlmstream.checkpoints", late(fresh.data()).toString())
                .withPatience(Duration.ofMinutes(5));
        for (ServiceKind kind : ServiceKind.all()) {
            config = config.withInstances(kind, REPLICAS);
        }
        return config;
    }

    /** Where bundles appear that decode serves from then on. */
    private static Path late(Path data) {
        return data.resolve("late");
    }

    private static Path made(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
    }

    /** Lets decode serve one more model. */
    void serve(String model) {
        try {
            Files.createSymbolicLink(made(late(data)).resolve(model), home.resolve(Study.BUNDLE_OF_LATE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is started from now on serves it no more. */
    void withdraw(String model) {
        try {
            Files.delete(late(data).resolve(model));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a line into the diary. */
    void say(String line) {
        diary.say(line);
    }

    BrokerCluster cluster() {
        return cluster;
    }

    Path data() {
        return data;
    }

    /** Null where this user may not mount one. */
    @Nullable
    SmallDisk disk() {
        return disk;
    }

    /** Names of the services' processes. */
    List<String> services() {
        return services;
    }

    /** Addresses of scoring's replicas. */
    List<String> servers() {
        return services.stream()
                .filter(service -> service.startsWith(ServiceKind.SCORING.id()))
                .map(service -> "http://localhost:"
                        + told(service)
                                .orElseThrow(() -> new IllegalStateException("stack.json tells nothing of " + service))
                                .port())
                .toList();
    }

    /** Of a service's process as it is now, or of a broker's. */
    long pid(String name) {
        OptionalInt node = BrokerCluster.node(name);
        return node.isPresent()
                ? cluster.pid(node.getAsInt())
                : told(name).map(StackState.Service::pid).orElse(0L);
    }

    /** As the stack tells it now: a process that is started again has another pid, and at times another port. */
    private Optional<StackState.Service> told(String name) {
        return StackState.running(data).stream()
                .flatMap(state -> state.services().stream())
                .filter(service -> service.name().equals(name))
                .findFirst();
    }

    boolean isReady(String service) {
        return told(service)
                .filter(process -> Health.readiness(process.management(), Path.of(process.log()))
                        .isUp())
                .isPresent();
    }

    void kill(String service) {
        stack.kill(service);
    }

    void stop(String service) {
        stack.stop(service);
    }

    /** Starts it again; that it takes long, or dies and is started once more, is no matter here. */
    void start(String service) {
        try {
            stack.restart(service);
        } catch (StackException | ClusterException e) {
            diary.say(service + ": " + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    boolean refusesASecondUp() {
        return SecondUp.isRefused(home, data);
    }

    /** @throws IllegalStateException if nothing comes to be there: damage to an empty directory would show nothing */
    Path stateOf(String scoring) {
        Path state = StackConfig.of(home, data).state(scoring);
        Waiting.until(scoring + " kept state in " + state, STATE, () -> {
            String[] kept = state.toFile().list();
            return kept != null && kept.length > 0;
        });
        return state;
    }

    @Override
    public void close() {
        try {
            stack.close();
        } finally {
            cluster.close();
            if (disk != null) {
                disk.close();
            }
        }
    }
}
