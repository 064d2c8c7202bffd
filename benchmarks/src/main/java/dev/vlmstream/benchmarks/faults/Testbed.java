package dev.vlmstream.benchmarks.faults;

import dev.vlmstream.benchmarks.faults.cluster.BrokerCluster;
import dev.vlmstream.benchmarks.faults.cluster.Waiting;
import dev.vlmstream.benchmarks.workload.FreshStacks;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.ServiceKind;
import dev.vlmstream.local.ServiceStatus;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.local.StackException;
import dev.vlmstream.local.StackState;
import dev.vlmstream.local.process.HttpReadiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Three brokers and two replicas of each service over the demo's models and a judge, restarted when they die. */
final class Testbed implements AutoCloseable {
    static final String WITH_STATE = "scoring";
    static final String ON_SMALL_DISK = "scoring-1";
    private static final int REPLICAS = 2;
    /** One whose state was just deleted has some again when it has reached the brokers. */
    private static final Duration STATE = Duration.ofMinutes(2);

    private final Path home;
    private final Path data;
    private final Diary diary;
    private final @Nullable SmallDisk disk;
    private final BrokerCluster cluster;
    private final LocalStack stack;
    private final List<String> services;

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

    static Testbed start(Options options) {
        Path data = options.stackData("faults");
        Path small = StackConfig.of(options.home(), data).state(ON_SMALL_DISK);
        SmallDisk.unmount(small);
        StackConfig config = config(FreshStacks.watched(options, "faults"), options.home());
        Path logs = logs(data);
        Diary diary = new Diary(logs.resolve("faults.log"));
        SmallDisk disk = SmallDisk.mount(small);
        BrokerCluster cluster = BrokerCluster.start(data.resolve("brokers"), logs, diary::say);
        try {
            LocalStack stack = LocalStack.start(config.external(cluster.proxied()), diary::say);
            return new Testbed(options.home(), data, diary, disk, cluster, stack);
        } catch (RuntimeException e) {
            cluster.close();
            SmallDisk.unmount(small);
            throw e;
        }
    }

    private static StackConfig config(StackConfig fresh, Path home) {
        Path models = home.resolve("demo/models");
        StackConfig config = fresh.withModels(
                        List.of(models.resolve("emoji-clip"), models.resolve("emoji-classifier")),
                        List.of(models.resolve("emoji-vlm")))
                .withJudges(List.of(home.resolve(Study.JUDGE_BUNDLE)))
                .withProperty("vlmstream.session-timeout", "6s")
                .withPatience(Duration.ofMinutes(5));
        for (ServiceKind kind : ServiceKind.values()) {
            config = config.withInstances(kind, REPLICAS);
        }
        return config;
    }

    private static Path logs(Path data) {
        try {
            return Files.createDirectories(data.resolve("logs"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the directory of logs in " + data, e);
        }
    }

    Diary diary() {
        return diary;
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
        for (int node = 0; node < BrokerCluster.SIZE; node++) {
            if (BrokerCluster.name(node).equals(name)) {
                return cluster.pid(node);
            }
        }
        return told(name).map(StackState.Service::pid).orElse(0L);
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
                .filter(process -> new HttpReadiness(process.management()).ready())
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
        } catch (StackException e) {
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
