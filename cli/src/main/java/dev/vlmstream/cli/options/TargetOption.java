package dev.vlmstream.cli.options;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.cli.stack.Target;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Kafka and scoring service of a command that needs no model: those given, else those of the stack that runs. */
public final class TargetOption {
    @Mixin
    private KafkaOption kafka = new KafkaOption();

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "Address of the scoring service (default: that of the stack in --data); required"
                    + " with --bootstrap to see a run's progress.")
    private @Nullable String server;

    /** The target, without its models. */
    public Target target() {
        return new Target(kafka.topics(), scoring(), Optional.empty(), List.of(), List.of());
    }

    public KafkaOption kafka() {
        return kafka;
    }

    /** @throws CommandFailure if none is known */
    public ScoringClient client() {
        return scoring()
                .orElseThrow(() -> new CommandFailure(
                        "the scoring service of another Kafka is not known here; give its address with --server"));
    }

    private Optional<ScoringClient> scoring() {
        return Optional.ofNullable(server)
                .or(() -> kafka.isElsewhere()
                        ? Optional.empty()
                        : Optional.of(kafka.running().server()))
                .filter(address -> !address.isEmpty())
                .map(ScoringClient::new);
    }
}
