package dev.vlmstream.cli.options;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.LongWait;
import dev.vlmstream.cli.stack.TopicReader;
import dev.vlmstream.local.DataLock;
import dev.vlmstream.local.StackState;
import dev.vlmstream.schemas.cluster.ClientSettings;
import dev.vlmstream.schemas.cluster.Cluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Which Kafka a command reads or writes: the one given, else that of the stack that runs. */
public final class KafkaOption {
    private static final Duration BROKER_PATIENCE = Duration.ofMinutes(5);
    private static final long POLL_MS = 250;

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private ClusterOption given = new ClusterOption();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private @Nullable Cluster reached;
    private @Nullable TopicReader topics;

    /**
     * The topics of the cluster, which answers.
     *
     * @throws dev.vlmstream.schemas.cluster.ClusterException if it does not; names the setting that is to blame
     */
    public TopicReader topics() {
        if (topics == null) {
            topics = new TopicReader(cluster(), this::say);
        }
        return topics;
    }

    /**
     * The cluster, which answers.
     *
     * @throws dev.vlmstream.schemas.cluster.ClusterException if it does not; names the setting that is to blame
     */
    public Cluster cluster() {
        if (reached == null) {
            Cluster meant = meant();
            stack().ifPresent(this::awaitBroker);
            if (isElsewhere() || !meant.settings().isEmpty()) {
                reach(meant);
            }
            reached = meant;
        }
        return reached;
    }

    /** A stack starts its broker again when it ends, on a busy machine after more time than Kafka's clients wait. */
    private void awaitBroker(StackState state) {
        long begun = System.nanoTime();
        boolean told = false;
        while (!state.takesConnections() && stack().isPresent()) {
            if (!told) {
                told = true;
                say("Kafka at " + state.bootstrap() + " is being started again; waiting for it");
            }
            if (System.nanoTime() - begun > BROKER_PATIENCE.toNanos()) {
                throw new CommandFailure("the stack has not started Kafka at " + state.bootstrap() + " again in "
                        + BROKER_PATIENCE.toMinutes() + " minutes; "
                        + data.path().resolve("logs/broker.log")
                        + " says why");
            }
            pause("Kafka at " + state.bootstrap());
        }
    }

    private static void pause(String awaited) {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while waiting for " + awaited, e);
        }
    }

    private void reach(Cluster meant) {
        try (LongWait wait = new LongWait("Kafka at " + meant.bootstrap(), this::say)) {
            wait.begin();
            meant.requireReachable();
        }
    }

    private void say(String line) {
        command.commandLine().getErr().println(line);
    }

    /** The cluster, whether or not it answers. */
    public Cluster meant() {
        if (isElsewhere()) {
            return given.cluster().orElseThrow();
        }
        StackState state = running();
        if (!given.isOf(state.cluster().names())) {
            throw new CommandFailure("the stack in " + data.path()
                    + " has another --topic-prefix; name the right Kafka with --bootstrap or --kafka-config");
        }
        ClientSettings settings = given.settings();
        Cluster there = state.cluster();
        return settings.file().isEmpty() ? there : new Cluster(there.bootstrap(), there.names(), settings);
    }

    /** Whether a cluster is named, and it or the prefix is not that of the stack which runs here. */
    public boolean isElsewhere() {
        Optional<String> named = given.bootstrap();
        return named.isPresent()
                && (given.isNamed()
                        || StackState.running(data.path())
                                .filter(state -> state.bootstrap().equals(named.get())
                                        && given.isOf(state.cluster().names()))
                                .isEmpty());
    }

    /** @throws CommandFailure if there is a file of settings, but no cluster that it is for */
    public void requireNoSettings() {
        given.requireReachable();
    }

    /** Where stacks of your own keep what they have. */
    public Path data() {
        return data.path();
    }

    /** The stack that is meant; empty if none runs in --data, or a cluster is named. */
    public Optional<StackState> stack() {
        return isElsewhere() ? Optional.empty() : StackState.running(data.path());
    }

    /** As {@link #stack()}, but waits for one that is still starting. */
    public Optional<StackState> startedStack() {
        Optional<StackState> state = stack();
        boolean told = false;
        while (state.isEmpty() && !isElsewhere() && DataLock.holder(data.path()).isPresent()) {
            if (!told) {
                told = true;
                say("the stack in " + data.path() + " is starting; waiting for it");
            }
            pause("the stack in " + data.path());
            state = stack();
        }
        return state;
    }

    /** @throws CommandFailure if no stack runs in --data */
    StackState running() {
        return stack().orElseThrow(() -> new CommandFailure(StackState.absence(
                data.path(),
                "start one with `vlmstream up`, name its directory with --data, or a Kafka with --bootstrap")));
    }
}
