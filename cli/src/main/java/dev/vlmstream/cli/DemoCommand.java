package dev.vlmstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.MetricsTable;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.push.ImageLimit;
import dev.vlmstream.cli.push.Pusher;
import dev.vlmstream.cli.push.QuestionChoice;
import dev.vlmstream.cli.push.RunPlan;
import dev.vlmstream.cli.push.RunRequest;
import dev.vlmstream.cli.push.RunWatch;
import dev.vlmstream.cli.stack.FreshData;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.cli.stack.MemoryWatch;
import dev.vlmstream.cli.stack.OwnStack;
import dev.vlmstream.cli.stack.Stacks;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.sampling.ChoiceOrder;
import dev.vlmstream.evaluation.verdicts.JudgeSettings;
import dev.vlmstream.inference.ModelBundle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description = {
            "Starts a broker and the services, lets four small models name 398 emoji, and prints how well they do:"
                    + " first without labels to choose from, then with five.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vlmstream demo",
            "  vlmstream demo --keep             explore the page afterwards",
            "  vlmstream demo --json out.json    the numbers for a script"
        })
final class DemoCommand implements Callable<Integer> {
    private static final String HONEST = "The demo's models illustrate the study's finding; its gap is built into their"
            + " training data and is no independent evidence (see demo/README.md).";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LABELS = 5;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the numbers to FILE.")
    private Path json;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".vlmstream/demo",
            description = "Where broker, logs and state go; emptied at the start (default: ${DEFAULT-VALUE}).")
    private Path data;

    @Option(names = "--keep", description = "Leave everything running until Ctrl-C, so that the page can be explored.")
    private boolean keep;

    @Option(names = "--limit", paramLabel = "N", description = "Only N images.")
    private Integer limit;

    @Option(names = "--port", paramLabel = "N", description = "Port of the page (default: 8080 if free).")
    private Integer port;

    @Override
    public Integer call() throws DatasetException, IOException, InterruptedException {
        long begun = System.nanoTime();
        List<ModelBundle> models = ModelBundle.find(Installation.demoModels());
        requireModels(models);
        List<RunPlan> plans = plans(models.stream().map(KnownModel::of).toList());
        FreshData.prepare(data);
        say("starting a broker and four services …");
        try (OwnStack own = OwnStack.start(Stacks.of(data, models), port, err());
                MemoryWatch memory = new MemoryWatch(own.stack())) {
            double startSeconds = since(begun);
            Target target = Target.of(own.stack(), models, own.config());
            say(String.format(Locale.ROOT, "ready after %.0f s; live page: %s", startSeconds, page(target)));
            List<JsonNode> runs = new ArrayList<>();
            for (RunPlan plan : plans) {
                runs.add(run(plan, target));
            }
            report(runs, startSeconds, since(begun), memory.peakBytes());
            keep(target);
        }
        return 0;
    }

    private static void requireModels(List<ModelBundle> models) {
        if (models.isEmpty()) {
            throw new CommandFailure("no models in " + Installation.demoModels() + "; is the checkout complete?");
        }
    }

    private List<RunPlan> plans(List<KnownModel> models) throws DatasetException {
        return List.of(
                RunPlan.of(request("emoji-open-world", Task.OPEN_WORLD, null), models, this::say),
                RunPlan.of(request("emoji-closed-world-" + LABELS, Task.CLOSED_WORLD, LABELS), models, this::say));
    }

    private RunRequest request(String run, Task task, Integer labels) {
        return new RunRequest(
                Installation.home().resolve("demo/data/emoji/emoji.jsonl"),
                Optional.of(run),
                Optional.of(task),
                Optional.of("valid"),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(limit),
                1234,
                "base",
                "bundle",
                false,
                Optional.empty(),
                Optional.empty(),
                QuestionChoice.NONE,
                Optional.ofNullable(labels),
                ChoiceOrder.RANDOM,
                List.of("A photo of a {}"),
                Optional.empty(),
                List.of(),
                Map.of(),
                JudgeSettings.NONE,
                Optional.empty(),
                Map.of());
    }

    private JsonNode run(RunPlan plan, Target target) {
        String id = plan.manifest().getRun();
        new Pusher(target, ImageLimit.DEFAULT).push(plan, new Progress(err(), "pushing " + id));
        return new RunWatch(target.scoring().orElseThrow(), PATIENCE)
                .untilComplete(id, new Progress(err(), "answers of " + id), update -> {});
    }

    private void report(List<JsonNode> runs, double startSeconds, double seconds, long peakBytes) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println();
        MetricsTable.summary(runs).lines().forEach(out::println);
        out.println();
        out.println(HONEST);
        out.println(String.format(Locale.ROOT, "%.0f s in all, at most %.2f GB of memory.", seconds, peakBytes / 1e9));
        out.flush();
        if (json != null) {
            ArrayNode all = Json.array().addAll(runs);
            ObjectNode result = Json.object();
            result.set("runs", all);
            result.put("secondsToReady", startSeconds).put("seconds", seconds).put("peakResidentBytes", peakBytes);
            Files.writeString(json, Json.pretty(result) + "\n");
            say("numbers: " + json);
        }
    }

    private void keep(Target target) throws InterruptedException {
        if (keep) {
            say("still running; the page: " + page(target) + " — Ctrl-C stops everything");
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    private static String page(Target target) {
        return target.scoring().orElseThrow().page();
    }

    private static double since(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private void say(String line) {
        err().println(line);
        err().flush();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
