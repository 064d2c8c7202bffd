package dev.vlmstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.options.ClusterOption;
import dev.vlmstream.cli.options.StartTimeoutOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.MetricsTable;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.probe.ProbePublisher;
import dev.vlmstream.cli.probe.TrainedProbe;
import dev.vlmstream.cli.push.ImageLimit;
import dev.vlmstream.cli.push.Pusher;
import dev.vlmstream.cli.push.RunPlan;
import dev.vlmstream.cli.push.RunWatch;
import dev.vlmstream.cli.push.Watcher;
import dev.vlmstream.cli.report.Report;
import dev.vlmstream.cli.report.ReportRequest;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.cli.stack.FreshData;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.cli.stack.MemoryWatch;
import dev.vlmstream.cli.stack.OwnStack;
import dev.vlmstream.cli.stack.Stacks;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description = {
            "Starts a broker and the services, lets four small models name 398 emoji, and prints how well they do:"
                    + " first without labels to choose from, then with five.",
            "Then it asks the vision-language model otherwise: how likely it finds each name (of 100 emoji), and what a"
                    + " linear probe reads from its hidden states. The gap between all these is a picture on the page and in"
                    + " the report that it leaves.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vlmstream demo",
            "  vlmstream demo --keep             explore the page afterwards",
            "  vlmstream demo --full             likelihoods of all 398, probes of all models: two minutes more",
            "  vlmstream demo --json out.json    the numbers for a script"
        })
final class DemoCommand implements Callable<Integer> {
    private static final String HONEST = "The demo's models illustrate the study's finding; its gap is built into their"
            + " training data and is no independent evidence (see demo/README.md).";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the numbers to FILE.")
    private @Nullable Path json;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".vlmstream/demo",
            description = "Where broker, logs and state go; emptied at the start (default: ${DEFAULT-VALUE}).")
    private Path data;

    @Option(names = "--keep", description = "Leave everything running until Ctrl-C, so that the page can be explored.")
    private boolean keep;

    @Option(names = "--full", description = "Likelihoods of all images, and probes of all models.")
    private boolean full;

    @Option(names = "--limit", paramLabel = "N", description = "Only N images.")
    private @Nullable Integer limit;

    @Mixin
    private ClusterOption kafka;

    @Option(names = "--port", paramLabel = "N", description = "Port of the page (default: 8080 if free).")
    private @Nullable Integer port;

    @Mixin
    private StartTimeoutOption startTimeout;

    @Override
    public Integer call() throws DatasetException, IOException, InterruptedException {
        long begun = System.nanoTime();
        List<ModelBundle> models = BundleFinder.find(Installation.demoModels());
        requireModels(models);
        DemoRuns demo = new DemoRuns(models.stream().map(KnownModel::of).toList(), full, Optional.ofNullable(limit));
        List<RunPlan> plans = demo.answered(this::say);
        kafka.requireReachable();
        FreshData.prepare(data, this::say);
        say("starting a broker and four services …");
        StackConfig stack = startTimeout.applyTo(kafka.apply(Stacks.of(data, models)));
        try (OwnStack own = OwnStack.start(stack, port, err());
                MemoryWatch memory = new MemoryWatch(own.stack())) {
            double startSeconds = since(begun);
            Target target = Target.of(own.stack(), models, own.config());
            say(String.format(Locale.ROOT, "ready after %.0f s; live page: %s", startSeconds, page(target)));
            List<RunMetrics> runs = new ArrayList<>();
            for (RunPlan plan : plans) {
                runs.add(run(plan, target));
            }
            runs.add(probed(demo, target));
            report(runs, startSeconds, since(begun), memory.peakBytes());
            List<String> ids = runs.stream().map(RunMetrics::run).toList();
            writeReport(target.scoring().orElseThrow(), ids);
            keep(target, ids);
        }
        return 0;
    }

    private static void requireModels(List<ModelBundle> models) {
        if (models.isEmpty()) {
            throw new CommandFailure("no models in " + Installation.demoModels() + "; is the checkout complete?");
        }
    }

    private RunMetrics probed(DemoRuns demo, Target target) throws DatasetException {
        run(demo.training(this::say), target);
        say("training probes on what the decoder wrote to the topic features …");
        List<TrainedProbe> probes = demo.probes().stream()
                .map(settings -> TrainedProbe.of(target, settings))
                .toList();
        new ProbePublisher(target).publish(probes, DemoRuns.PROBES);
        return new RunWatch(target.scoring().orElseThrow(), PATIENCE)
                .untilComplete(DemoRuns.PROBES, new Progress(err(), "answers of " + DemoRuns.PROBES), Watcher.NONE);
    }

    private void writeReport(ScoringClient scoring, List<String> runs) throws IOException {
        Path file = data.resolve(FreshData.REPORT);
        Files.writeString(
                file,
                Report.of(scoring, ReportRequest.of(runs), Installation.version(), Instant.now())
                        .html());
        say("report, with the gap as a picture: " + file);
    }

    private RunMetrics run(RunPlan plan, Target target) {
        String id = plan.manifest().getRun();
        new Pusher(target, ImageLimit.DEFAULT, this::say).push(plan, new Progress(err(), "pushing " + id));
        return new RunWatch(target.scoring().orElseThrow(), PATIENCE)
                .untilComplete(id, new Progress(err(), "answers of " + id), Watcher.NONE);
    }

    private void report(List<RunMetrics> runs, double startSeconds, double seconds, long peakBytes) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println();
        MetricsTable.summary(runs).lines().forEach(out::println);
        out.println();
        out.println(HONEST);
        out.println(String.format(Locale.ROOT, "%.0f s in all, at most %.2f GB of memory.", seconds, peakBytes / 1e9));
        out.flush();
        if (json != null) {
            ObjectNode result = Json.object();
            result.set("runs", Json.MAPPER.valueToTree(runs));
            result.put("secondsToReady", startSeconds).put("seconds", seconds).put("peakResidentBytes", peakBytes);
            Files.writeString(json, Json.pretty(result) + "\n");
            say("numbers: " + json);
        }
    }

    private void keep(Target target, List<String> runs) throws InterruptedException {
        if (keep) {
            say("the gap: " + target.scoring().orElseThrow().gapPage(runs));
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
