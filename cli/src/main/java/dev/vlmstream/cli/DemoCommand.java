package dev.vlmstream.cli;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.command.PrintingCommand;
import dev.vlmstream.cli.demo.DemoClient;
import dev.vlmstream.cli.demo.DemoRuns;
import dev.vlmstream.cli.demo.EarlyPush;
import dev.vlmstream.cli.demo.FreshData;
import dev.vlmstream.cli.demo.RemedyAct;
import dev.vlmstream.cli.demo.RemedyOptions;
import dev.vlmstream.cli.demo.RemedyOptions.Python;
import dev.vlmstream.cli.options.ClusterOption;
import dev.vlmstream.cli.options.Converters;
import dev.vlmstream.cli.options.PortOption;
import dev.vlmstream.cli.options.StartTimeoutOption;
import dev.vlmstream.cli.output.Browser;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.MetricsTable;
import dev.vlmstream.cli.probe.ProbePublisher;
import dev.vlmstream.cli.probe.TrainedProbe;
import dev.vlmstream.cli.push.RunPlan;
import dev.vlmstream.cli.report.Report;
import dev.vlmstream.cli.report.ReportRequest;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.cli.stack.Stacks;
import dev.vlmstream.cli.stack.StartLines;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.local.process.ResidentMemory;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.schemas.cluster.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = {
            "Starts a broker and the services, asks four small models to name 398 emoji, and prints how well they"
                    + " do: first without labels to choose from, then with five.",
            "Then it measures the vision-language model in other ways: the likelihood of each name (for 100 emoji), and"
                    + " a linear probe on its hidden states. The page and the report plot the gap between all of"
                    + " them.",
            "",
            "--remedy runs the second act: it trains the projector of the vision-language model on the features in the topic"
                    + " features, and measures every checkpoint at once. The page plots accuracy against step, beside the untrained"
                    + " model and its CLIP; a paired table compares before and after."
        },
        footer = {
            "  vlmstream demo",
            "  vlmstream demo --keep             explore the page afterwards",
            "  vlmstream demo --full             likelihoods of all 398, probes of all models: two minutes more",
            "  vlmstream demo --remedy           the second act; Python with torch trains (--python)",
            "  vlmstream demo --json > out.json  the numbers for a script"
        })
final class DemoCommand extends PrintingCommand {
    private static final String HONEST = "The demo's models illustrate the study's finding; its gap is built into their"
            + " training data and is not independent evidence (see demo/README.md).";

    @Option(names = "--json", description = "Print the numbers as JSON.")
    private boolean json;

    @Option(
            names = "--no-open",
            description = "Do not open the report in a browser, as is done on a terminal with a desktop.")
    private boolean closed;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".vlmstream/demo",
            description = "Where broker, logs and state go; emptied at the start (default: ${DEFAULT-VALUE}).")
    private Path data;

    @Option(names = "--keep", description = "Leave everything running until Ctrl-C, so that you can explore the page.")
    private boolean keep;

    @Option(names = "--full", description = "Likelihoods of all images, and probes of all models.")
    private boolean full;

    @Option(names = "--limit", paramLabel = "N", converter = Converters.FromOne.class, description = "Only N images.")
    private @Nullable Integer limit;

    @Mixin
    private RemedyOptions remedy;

    @Mixin
    private ClusterOption kafka;

    @Mixin
    private PortOption port;

    @Mixin
    private StartTimeoutOption startTimeout;

    @Override
    public Integer call() throws DatasetException, IOException, InterruptedException {
        long begun = System.nanoTime();
        Optional<Python> python = remedy.python();
        List<ModelBundle> models = BundleFinder.find(Installation.demoModels());
        requireModels(models);
        if (python.isPresent()) {
            RemedyAct act = new RemedyAct(python.get(), remedy, models, Optional.ofNullable(limit), this::say);
            play(begun, act.models(), act::applyTo, act.first(), client -> remedied(act, client));
            return 0;
        }
        DemoRuns demo = new DemoRuns(models.stream().map(KnownModel::of).toList(), full, Optional.ofNullable(limit));
        EarlyPush first = new EarlyPush(demo::first);
        play(begun, models, UnaryOperator.identity(), first, client -> gap(demo, first, client));
        return 0;
    }

    /** What happens once the stack is there. */
    private interface Act {
        Played play(DemoClient client) throws DatasetException, IOException, InterruptedException;
    }

    /**
     * What came of it.
     *
     * @param finding said above the numbers; may be empty
     * @param notes said below them
     * @param page where what was found can be seen
     */
    private record Played(List<RunMetrics> runs, Report report, String finding, List<String> notes, String page) {}

    private void play(long begun, List<ModelBundle> models, UnaryOperator<StackConfig> more, EarlyPush first, Act act)
            throws DatasetException, IOException, InterruptedException {
        kafka.requireReachable();
        FreshData.prepare(data, this::say);
        say("starting a broker and four services …");
        StackConfig stack = more.apply(startTimeout.applyTo(kafka.apply(Stacks.of(data, models))));
        StartLines starting = new StartLines(err(), true) {
            @Override
            public void reachable(Cluster cluster) {
                first.to(cluster);
            }
        };
        first.begin(starting::happened);
        try (LocalStack own = Stacks.start(stack, port.port(), starting);
                MemoryWatch memory = new MemoryWatch(own)) {
            double startSeconds = since(begun);
            Target target = Target.of(own, models, List.of(), this::say);
            say(String.format(Locale.ROOT, "all are ready after %.0f s", startSeconds));
            Played played = act.play(new DemoClient(target, err()));
            report(played, startSeconds, since(begun), memory.peakBytes());
            write(played.report());
            keep(played.page());
        }
    }

    private Played gap(DemoRuns demo, EarlyPush first, DemoClient client) throws DatasetException {
        List<RunPlan> others = demo.others(this::say);
        List<RunMetrics> runs = new ArrayList<>();
        runs.add(client.run(first));
        others.forEach(plan -> runs.add(client.run(plan)));
        runs.add(probed(demo, client));
        List<String> ids = runs.stream().map(RunMetrics::run).toList();
        Report report = Report.of(client.scoring(), ReportRequest.of(ids));
        return new Played(
                runs,
                report,
                demo.finding(runs).orElse(""),
                List.of(),
                "the gap: " + client.scoring().gapPage(ids));
    }

    private Played remedied(RemedyAct act, DemoClient client)
            throws DatasetException, IOException, InterruptedException {
        List<RunMetrics> runs = act.play(client, data);
        Report report = Report.of(client.scoring(), act.report());
        Section table = report.sections().get(0);
        List<String> notes = new ArrayList<>(List.of(table.title()));
        notes.addAll(table.table().lines());
        notes.add("");
        notes.add("Python's memory is not counted below.");
        String page = "the curve: " + act.page(client);
        notes.add(keep ? page : "The curve: " + act.page(client) + " while the demo runs (--keep keeps it running).");
        return new Played(runs, report, act.finding(), notes, page);
    }

    private static void requireModels(List<ModelBundle> models) {
        if (models.isEmpty()) {
            throw new CommandFailure("no models in " + Installation.demoModels() + "; is the checkout complete?");
        }
    }

    private RunMetrics probed(DemoRuns demo, DemoClient client) throws DatasetException {
        client.run(demo.training(this::say));
        say("training probes on what the decoder wrote to the topic features …");
        try (UnderWay training = new UnderWay()) {
            List<TrainedProbe> probes = demo.probes().stream()
                    .map(settings -> TrainedProbe.of(client.target(), settings))
                    .toList();
            new ProbePublisher(client.target()).publish(probes, DemoRuns.PROBES);
        }
        return client.complete(DemoRuns.PROBES);
    }

    private void write(Report report) throws IOException {
        Path file = data.resolve(FreshData.REPORT);
        Files.writeString(file, report.html());
        boolean open = !closed && Browser.open(file);
        say((open ? "report, with the gap as a picture, in your browser: " : "report, with the gap as a picture: ")
                + file);
    }

    private void report(Played played, double startSeconds, double seconds, long peakBytes) {
        if (json) {
            print(Json.pretty(Json.object()
                    .put("finding", played.finding())
                    .putPOJO("runs", played.runs())
                    .put("secondsToReady", startSeconds)
                    .put("seconds", seconds)
                    .put("peakResidentBytes", peakBytes)));
        } else {
            out().println();
            if (!played.finding().isEmpty()) {
                print(played.finding());
                out().println();
            }
            MetricsTable.results(played.runs()).forEach(this::print);
            out().println();
            played.notes().forEach(this::print);
            print(HONEST);
            print(String.format(Locale.ROOT, "%.0f s in all, at most %.2f GB of memory.", seconds, peakBytes / 1e9));
        }
    }

    private void keep(String found) throws InterruptedException {
        if (keep) {
            say(found);
            say("its data is in " + data.toAbsolutePath().normalize() + ", which the next demo empties");
            say("to push your own photos, one folder per class: vlmstream push photos/ --data " + data + " --wait");
            say("still running; Ctrl-C stops everything");
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    private static double since(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Says every five seconds that probes are being trained, which say nothing themselves. */
    private final class UnderWay implements AutoCloseable {
        private static final long EVERY_SECONDS = 5;

        private final long begun = System.nanoTime();
        private final ScheduledExecutorService says = Executors.newSingleThreadScheduledExecutor();

        UnderWay() {
            says.scheduleAtFixedRate(
                    () -> say(String.format(Locale.ROOT, "training probes, %.0f s", since(begun))),
                    EVERY_SECONDS,
                    EVERY_SECONDS,
                    TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            says.shutdownNow();
        }
    }

    /** The most memory that a stack and this process held together, looked at twice a second. */
    private static final class MemoryWatch implements AutoCloseable {
        private static final long EVERY_MS = 500;

        private final LocalStack stack;
        private final Thread thread = new Thread(this::watch, "memory-watch");
        private volatile long peak;

        public MemoryWatch(LocalStack stack) {
            this.stack = stack;
            thread.setDaemon(true);
            thread.start();
        }

        private void watch() {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    long now = stack.residentBytes()
                            + ResidentMemory.of(ProcessHandle.current().pid());
                    peak = Math.max(peak, now);
                    Thread.sleep(EVERY_MS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Bytes; pages that processes share are counted in each. */
        public long peakBytes() {
            return peak;
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }
}
