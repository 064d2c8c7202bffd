package dev.vlmstream.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.JsonCommand;
import dev.vlmstream.cli.options.DataOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.inference.loading.FastestDtype;
import dev.vlmstream.local.DataLock;
import dev.vlmstream.local.ServiceStatus;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.local.StackState;
import dev.vlmstream.rest.Trouble;
import dev.vlmstream.rest.runs.RunSummary;
import dev.vlmstream.schemas.cluster.DiskRoom;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description = {
            "Shows the stack that is running in --data: its processes with health, restarts, memory and addresses, its"
                    + " models and its page.",
            "Exit status 0 if everything is ready, else 1."
        },
        footer = {"  vlmstream status", "  kcat -L -b $(vlmstream status --kafka)"})
final class StatusCommand extends JsonCommand {
    @Mixin
    private DataOption data;

    @Option(names = "--kafka", description = "Print only Kafka's address, host:port, for use by another program.")
    private boolean kafka;

    @Override
    public Integer call() {
        Optional<StackState> state = StackState.running(data.path());
        if (kafka) {
            print(state.map(StackState::bootstrap)
                    .orElseThrow(() -> new CommandFailure(absentLine(DataLock.holder(data.path())))));
            return 0;
        }
        if (state.isEmpty()) {
            Optional<Long> starting = DataLock.holder(data.path());
            print(json ? Json.line(absent(starting)) : absentLine(starting));
            return 1;
        }
        List<ServiceStatus> services = state.get().status();
        if (json) {
            print(Json.line(asJson(state.get(), services)));
        } else {
            show(state.get(), services);
        }
        return services.stream().allMatch(ServiceStatus::ready) ? 0 : 1;
    }

    private static ObjectNode absent(Optional<Long> starting) {
        ObjectNode all = Json.object().put("running", false).put("starting", starting.isPresent());
        starting.ifPresent(pid -> all.put("pid", pid));
        return all;
    }

    private String absentLine(Optional<Long> starting) {
        return starting.map(pid -> "a stack is starting in " + data.path() + " (pid " + pid + ")")
                .orElse("no stack runs in " + data.path());
    }

    private void show(StackState state, List<ServiceStatus> services) {
        TextTable table = new TextTable("process", ">pid", ">port", "health", ">restarts", ">memory MB", "metrics");
        services.forEach(service -> table.row(
                service.name(),
                service.pid() == 0 ? "–" : service.pid(),
                service.port(),
                service.ready() ? "ready" : service.pid() == 0 ? "down" : "not ready",
                service.restarts(),
                String.format(Locale.ROOT, "%.0f", service.residentBytes() / 1e6),
                service.metrics().orElse("–")));
        table.lines().forEach(this::print);
        services.stream()
                .filter(service -> !service.lacking().isEmpty())
                .forEach(service -> print(service.name() + ": " + service.lacking()));
        DiskRoom.of(data.path()).complaint().ifPresent(text -> print("disk:   " + text));
        Map<String, String> dtypes = dtypes(state);
        print("models: "
                + names(state).stream()
                        .map(name ->
                                dtypes.getOrDefault(name, "").isEmpty() ? name : name + " (" + dtypes.get(name) + ")")
                        .collect(Collectors.joining(", ")));
        fastest(dtypes).forEach((model, why) -> print("dtype:  " + model + ": " + why));
        print("Kafka:  " + state.bootstrap());
        print("page:   " + state.server() + "/");
        state.ingest().ifPresent(address -> print("ingest: " + address + "/api/runs"));
        print("logs:   " + data.path().resolve(StackConfig.LOGS));
        waits(state).forEach(text -> print("waits:  " + text));
        List<RunSummary> runs = runs(state);
        runs.stream()
                .filter(run -> run.complete() && run.failed() > 0)
                .forEach(run -> print("run " + run.run() + " is " + run.completion() + "; `vlmstream dead-letters "
                        + run.run() + "` says why"));
        problems(runs).forEach((run, problem) -> print("run " + run + " will never be complete: " + problem));
    }

    private static Map<String, String> problems(List<RunSummary> runs) {
        return runs.stream()
                .filter(run -> run.problem() != null)
                .collect(Collectors.toMap(RunSummary::run, RunSummary::problem));
    }

    /** What the scoring service says; nothing while it does not answer, which the services' states say. */
    private static <T> List<T> asked(StackState state, Function<ScoringClient, List<T>> question) {
        try {
            return question.apply(new ScoringClient(state.server()));
        } catch (CommandFailure e) {
            return List.of();
        }
    }

    private static List<RunSummary> runs(StackState state) {
        return asked(state, client -> client.runs(false));
    }

    /** What waits for a manifest or a model, or for a model's server, in words. */
    private static List<String> waits(StackState state) {
        return asked(state, ScoringClient::troubles).stream()
                .filter(trouble -> Set.of("waiting", "model").contains(trouble.of()))
                .map(Trouble::text)
                .toList();
    }

    private ObjectNode asJson(StackState state, List<ServiceStatus> services) {
        ArrayNode processes = Json.array();
        services.forEach(service -> put(processes.addObject(), service));
        ObjectNode all = Json.object()
                .put("running", true)
                .put("pid", state.pid())
                .put("bootstrap", state.bootstrap())
                .put("page", state.server() + "/");
        state.ingest().ifPresent(address -> all.put("ingest", address));
        DiskRoom disk = DiskRoom.of(data.path());
        all.putObject("disk")
                .put("directory", disk.directory().toString())
                .put("freeBytes", disk.free())
                .put("full", disk.isFull());
        Map<String, String> dtypes = dtypes(state);
        return all.putPOJO("models", names(state))
                .putPOJO("dtypes", dtypes)
                .putPOJO("fastest", fastest(dtypes))
                .putPOJO("services", processes)
                .putPOJO("waiting", waits(state))
                .putPOJO("problems", problems(runs(state)));
    }

    private static void put(ObjectNode process, ServiceStatus service) {
        process.put("name", service.name())
                .put("pid", service.pid())
                .put("port", service.port())
                .put("ready", service.ready())
                .put("lacking", service.lacking())
                .put("restarts", service.restarts())
                .put("residentBytes", service.residentBytes())
                .put("log", service.log().toString());
        service.metrics().ifPresent(address -> process.put("metrics", address));
    }

    /** Of the models' graphs, as their services announce them. */
    private static Map<String, String> dtypes(StackState state) {
        Map<String, String> dtypes = new TreeMap<>();
        asked(state, ScoringClient::models).forEach(model -> dtypes.put(model.model(), model.dtype()));
        dtypes.keySet().retainAll(names(state));
        return dtypes;
    }

    /** Why a model has the dtype that it has, where that was measured. */
    private Map<String, String> fastest(Map<String, String> dtypes) {
        return FastestDtype.kept(data.path().resolve(StackConfig.DTYPES)).stream()
                .filter(kept -> kept.chosen().equals(dtypes.get(kept.model())))
                .collect(Collectors.toMap(
                        FastestDtype.Measured::model,
                        kept -> kept.chosen() + ", " + kept.why(),
                        (one, other) -> one,
                        TreeMap::new));
    }

    private static List<String> names(StackState state) {
        return state.models().stream()
                .map(directory -> Path.of(directory).getFileName().toString())
                .toList();
    }
}
