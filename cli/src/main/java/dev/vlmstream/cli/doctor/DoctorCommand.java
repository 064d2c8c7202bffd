package dev.vlmstream.cli.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.command.JsonCommand;
import dev.vlmstream.cli.options.KafkaOption;
import dev.vlmstream.cli.options.ModelsOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.local.DataLock;
import dev.vlmstream.local.ServiceStatus;
import dev.vlmstream.local.StackState;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.cluster.ClusterException;
import dev.vlmstream.schemas.cluster.TopicSetup;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "doctor",
        description = {
            "Checks this machine: Java, memory, disk, ports, the program, the stack, Kafka, models, a GPU; says how to"
                    + " get what is missing. Changes nothing.",
            "Exit status 0 if nothing is an error, else 1."
        },
        footer = {"  vlmstream doctor", "  vlmstream doctor --bootstrap kafka.example:9092 --models-dir models --json"})
public final class DoctorCommand extends JsonCommand {
    @Mixin
    private KafkaOption kafka;

    @Mixin
    private ModelsOption models;

    @Override
    public Integer call() {
        List<Finding> findings = new ArrayList<>(new MachineCheck(kafka.data()).findings());
        findings.add(jars());
        findings.add(stack(kafka.data()));
        findings.addAll(kafka());
        findings.addAll(new ModelCheck(models).findings());
        if (json) {
            print(Json.pretty(asJson(findings)));
        } else {
            findings.forEach(this::print);
        }
        return findings.stream().anyMatch(one -> one.level() == Finding.Level.ERROR) ? 1 : 0;
    }

    private void print(Finding one) {
        out().printf("%-8s %s: %s%n", one.level().id(), one.what(), one.found());
        if (one.cure() != null) {
            out().printf("%-8s → %s%n", "", one.cure());
        }
    }

    private static ArrayNode asJson(List<Finding> findings) {
        ArrayNode all = Json.array();
        findings.forEach(one -> {
            ObjectNode told = all.addObject()
                    .put("what", one.what())
                    .put("level", one.level().id())
                    .put("found", one.found());
            if (one.cure() != null) {
                told.put("cure", one.cure());
            }
        });
        return all;
    }

    /**
     * What was found of one thing that the program needs.
     *
     * @param cure what to do; null where nothing is to be done
     */
    record Finding(
            String what,
            Level level,
            String found,
            @Nullable String cure) {

        enum Level {
            OK,
            /** It works, but less well than it could, or not for everything. */
            WARNING,
            /** Something does not work. */
            ERROR;

            String id() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        static Finding ok(String what, String found) {
            return new Finding(what, Level.OK, found, null);
        }

        static Finding warning(String what, String found, String cure) {
            return new Finding(what, Level.WARNING, found, cure);
        }

        static Finding error(String what, String found, String cure) {
            return new Finding(what, Level.ERROR, found, cure);
        }
    }

    /** The cluster that is named, or that of the stack which runs; nothing where there is neither. */
    private List<Finding> kafka() {
        if (!kafka.isElsewhere() && kafka.stack().isEmpty()) {
            return List.of();
        }
        Cluster cluster = kafka.meant();
        try {
            cluster.requireReachable();
            return List.of(Finding.ok("Kafka", cluster.bootstrap() + " answers"), topics(cluster));
        } catch (ClusterException e) {
            return List.of(Finding.error("Kafka", e.getMessage(), "see docs/operations.md"));
        }
    }

    private static Finding topics(Cluster cluster) {
        try (Admin admin = cluster.admin()) {
            List<String> problems = TopicSetup.problems(
                    new TopicSetup(cluster, admin).states(List.of(Topic.values())), cluster.bootstrap());
            return problems.isEmpty()
                    ? Finding.ok("topics", Topic.values().length + " as they should be")
                    : Finding.warning(
                            "topics", String.join("; ", problems), "`vlmstream topics check` has the details");
        }
    }

    private static Finding jars() {
        List<String> missing = ServiceKind.all().stream()
                .filter(service -> !Files.isRegularFile(service.jar(Installation.home())))
                .map(ServiceKind::id)
                .toList();
        return missing.isEmpty()
                ? Finding.ok("program", Installation.version() + " in " + Installation.home())
                : Finding.error(
                        "program",
                        "not built: " + String.join(", ", missing),
                        "run ./mvnw -DskipTests package in " + Installation.home());
    }

    private static Finding stack(Path data) {
        Optional<StackState> running = StackState.running(data);
        if (running.isEmpty()) {
            return DataLock.holder(data)
                    .map(pid -> Finding.warning(
                            "stack",
                            "starting in " + data + " (pid " + pid + ")",
                            "wait, and look with `vlmstream status`"))
                    .orElseGet(() -> Finding.ok("stack", "none runs in " + data + "; `vlmstream up` starts one"));
        }
        List<String> notReady = running.get().status().stream()
                .filter(service -> !service.ready())
                .map(ServiceStatus::name)
                .toList();
        return notReady.isEmpty()
                ? Finding.ok(
                        "stack", "all processes ready, page " + running.get().server() + "/")
                : Finding.error(
                        "stack",
                        "not ready: " + String.join(", ", notReady),
                        "`vlmstream status` names their logs; `vlmstream down`, then `up` starts afresh");
    }
}
