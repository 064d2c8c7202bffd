package dev.vlmstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.options.DataOption;
import dev.vlmstream.cli.options.ModelsOption;
import dev.vlmstream.cli.options.RunOptions;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.MetricsTable;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.push.Pusher;
import dev.vlmstream.cli.push.RunPlan;
import dev.vlmstream.cli.push.RunRegistry;
import dev.vlmstream.cli.push.RunRequest;
import dev.vlmstream.cli.push.RunWatch;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.cli.stack.OwnStack;
import dev.vlmstream.cli.stack.Stacks;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.local.StackState;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "push",
        description = {
            "Creates a run and pushes its items, in the study's order and with the study's draw of labels.",
            "Pushed to the stack that runs in --data, or to --bootstrap. If none runs, one is started for this run"
                    + " with the models of --models-dir, and stopped afterwards.",
            "Safe to repeat: the same run under the same id is continued if it is incomplete, else left as it is.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vlmstream push photos/ --models clip-photo --models-dir models --wait",
            "  vlmstream push imagenet.jsonl --task zero-shot --models clip-photo,efficientnet-lite0 \\",
            "      --models-dir models --wait",
            "  vlmstream push demo/data/emoji/emoji.jsonl --split valid --labels 20 --run twenty"
        })
final class PushCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DATASET", description = "JSON Lines with image and label, or a folder of image folders.")
    private Path dataset;

    @Mixin
    private RunOptions run;

    @Option(
            names = "--models",
            split = ",",
            paramLabel = "NAME",
            description = "Models that are to answer, comma-separated (default: all there are).")
    private List<String> models = List.of();

    @Mixin
    private ModelsOption bundles;

    @Mixin
    private DataOption data;

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "A Kafka cluster elsewhere, where services answer already.")
    private String bootstrap;

    @Option(
            names = "--topic-prefix",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "Prefix of the topics' names at --bootstrap.")
    private String prefix;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The scoring service that belongs to --bootstrap; needed there for --wait.")
    private String server;

    @Option(names = "--wait", description = "Wait until the run is complete, and print its numbers.")
    private boolean wait;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "With --wait: give up when nothing has happened for so long (default: ${DEFAULT-VALUE}).")
    private int patience;

    @Option(
            names = "--inline-limit",
            paramLabel = "BYTES",
            defaultValue = "1048576",
            description = "Larger images travel by address, if the services may read them (default: ${DEFAULT-VALUE}).")
    private long inlineLimit;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Override
    public Integer call() throws DatasetException {
        RunRequest request = run.request(dataset);
        if (bootstrap != null) {
            return push(request, external());
        }
        Optional<StackState> state = StackState.running(data.path());
        return state.isPresent() ? push(request, Target.of(state.get())) : pushToOwnStack(request);
    }

    private Target external() {
        RunRegistry registry = new RunRegistry(bootstrap, prefix);
        registry.ensureTopics();
        return new Target(
                bootstrap,
                prefix,
                Optional.ofNullable(server).map(ScoringClient::new),
                registry.announced(),
                List.of());
    }

    private int push(RunRequest request, Target target) throws DatasetException {
        List<KnownModel> answering = models.isEmpty() ? target.models() : Pusher.named(target, models);
        if (answering.isEmpty()) {
            throw new CommandFailure("no model answers there; start the stack with some: vlmstream up --models DIR…");
        }
        return push(RunPlan.of(request, answering, this::say), target, wait);
    }

    /** What can be refused is refused before a stack is started. */
    private int pushToOwnStack(RunRequest request) throws DatasetException {
        List<ModelBundle> chosen = models.isEmpty()
                ? bundles.all()
                : models.stream().map(bundles::named).toList();
        RunPlan plan = RunPlan.of(request, chosen.stream().map(KnownModel::of).toList(), this::say);
        say("no stack runs in " + data.path() + ": starting one for this run");
        Path folder = dataset.toAbsolutePath().normalize();
        Path root = java.nio.file.Files.isDirectory(folder) ? folder : folder.getParent();
        try (OwnStack own = OwnStack.start(Stacks.of(data.path(), chosen).withImageRoots(List.of(root)), null, err())) {
            return push(plan, Target.of(own.stack(), chosen, own.config()), true);
        }
    }

    private int push(RunPlan plan, Target target, boolean waiting) {
        if (waiting && target.scoring().isEmpty()) {
            throw new CommandFailure("--wait needs to ask the scoring service; give its address with --server");
        }
        String id = plan.manifest().getRun();
        int pushed = new Pusher(target, inlineLimit).push(plan, new Progress(err(), "pushing " + id));
        if (pushed == 0) {
            say("run " + id + " is complete already; nothing was pushed");
        }
        target.scoring().ifPresent(scoring -> say("page: " + scoring.page(id)));
        if (!waiting) {
            print(id, plan, pushed, null);
            return 0;
        }
        JsonNode metrics = new RunWatch(target.scoring().orElseThrow(), Duration.ofSeconds(patience))
                .untilComplete(id, new Progress(err(), "answers of " + id), update -> {});
        print(id, plan, pushed, metrics);
        return 0;
    }

    private void print(String id, RunPlan plan, int pushed, JsonNode metrics) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode result = Json.object()
                    .put("run", id)
                    .put("task", plan.manifest().getTask())
                    .put("items", plan.items().size())
                    .put("pushed", pushed);
            result.put("complete", metrics != null && metrics.path("complete").asBoolean());
            result.set("metrics", metrics);
            out.println(Json.line(result));
        } else if (metrics != null) {
            MetricsTable.summary(List.of(metrics)).lines().forEach(out::println);
        } else {
            out.println("run " + id + ": " + pushed + " items pushed; vlmstream watch " + id + " follows it");
        }
        out.flush();
    }

    private void say(String line) {
        err().println(line);
        err().flush();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
