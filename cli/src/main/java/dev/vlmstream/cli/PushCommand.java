package dev.vlmstream.cli;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.PrintingCommand;
import dev.vlmstream.cli.command.WrongValue;
import dev.vlmstream.cli.options.KafkaOption;
import dev.vlmstream.cli.options.ModelsOption;
import dev.vlmstream.cli.options.PatienceOption;
import dev.vlmstream.cli.options.SettingOptions;
import dev.vlmstream.cli.options.StartTimeoutOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.OptionGroups;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.output.WhenStopped;
import dev.vlmstream.cli.push.AnsweringModels;
import dev.vlmstream.cli.push.Audit;
import dev.vlmstream.cli.push.DatasetOption;
import dev.vlmstream.cli.push.HttpPusher;
import dev.vlmstream.cli.push.PushRequest;
import dev.vlmstream.cli.push.PushSettings;
import dev.vlmstream.cli.push.PushedRun;
import dev.vlmstream.cli.push.Pusher;
import dev.vlmstream.cli.push.RunFiles;
import dev.vlmstream.cli.push.RunPlan;
import dev.vlmstream.cli.push.RunPush;
import dev.vlmstream.cli.push.RunRegistry;
import dev.vlmstream.cli.push.RunToPush;
import dev.vlmstream.cli.push.RunWatch;
import dev.vlmstream.cli.push.RunWatch.Watcher;
import dev.vlmstream.cli.rest.IngestClient;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.cli.stack.Stacks;
import dev.vlmstream.cli.stack.StartLines;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.sources.DatasetAddress;
import dev.vlmstream.evaluation.run.InvalidRunException;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.local.StackState;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.schemas.cluster.ClusterException;
import dev.vlmstream.schemas.cluster.DiskRoom;
import dev.vlmstream.schemas.topics.ManifestFields;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

@Command(
        name = "push",
        description = {
            "Creates a run and pushes its items, in the study's order and with the study's draw of labels.",
            "It pushes to the stack that is running in --data, to --bootstrap, or through --http. If no stack is running, it"
                    + " starts one for this run with the models of --models-dir, and stops it afterwards.",
            "Safe to repeat: under the same id, an incomplete run is continued and a complete one is left alone."
        },
        footer = {
            "  vlmstream push photos/ --models clip-photo --models-dir models --wait",
            "  vlmstream push imagenet.jsonl --task zero-shot --models clip-photo,efficientnet-lite0 \\",
            "      --models-dir models --wait",
            "  vlmstream push demo/data/emoji/emoji.jsonl --split valid --labels 20 --run twenty",
            "  vlmstream push demo/data/emoji/emoji.jsonl --split valid --task closed-world --labels 2,5,20,100 --run curve",
            "  vlmstream push hf://datasets/OWNER/NAME/CONFIG/SPLIT --models clip-photo --models-dir models --wait",
            "  vlmstream push --task mmbench --models my-llava --models-dir models --wait    # see vlmstream tasks list",
            "  vlmstream push -f examples/study/ --models-dir demo/models",
            "  vlmstream push photos/ --http https://results.example.org --models clip-photo --wait"
        })
final class PushCommand extends PrintingCommand {
    /** In the order in which a first run and a later one need them. */
    static final OptionGroups GROUPS = new OptionGroups("""
            Common: --models --models-dir --task --labels --split --limit --prompt --run --wait --dry-run --file --data --json --help \
                --verbose
            Dataset: --classes --map --join --skip-bad --audit --shuffle-buffer --hub --s3-endpoint --s3-region
            Task and question: --benchmark --tasks --prompt-style --chain-of-thought --variant --order --draw --seed --template \
                --answer-prefix --tokenisation --features --tag
            Generation: --max-new-tokens --min-new-tokens --temperature --top-k --top-p --num-beams --length-penalty \
                --repetition-penalty --no-repeat-ngram --stop --generation
            Rules and judges: --synonyms --guess --judge --judge-prompt --threshold --frequency --frequency-count
            Remote models and services: --budget --http --server --ingest --inline-limit --patience --start-timeout
            Kafka: --bootstrap --topic-prefix --kafka-config
            """);

    @Mixin
    private DatasetOption dataset = new DatasetOption();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE|DIR",
            description = "A YAML manifest, or a folder of them, instead of DATASET and the run's options. The keys are"
                    + " dataset and the names of these options.")
    private List<Path> files = List.of();

    @Mixin
    private RunOptions options;

    @Mixin
    private ModelsOption bundles;

    @Mixin
    private KafkaOption kafka;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The scoring service that belongs to --bootstrap; needed there for --wait.")
    private @Nullable String server;

    @Option(
            names = "--ingest",
            paramLabel = "URL",
            description = "The ingest service that belongs to --bootstrap: push uploads images there that the store"
                    + " lacks (default: they travel in the records).")
    private @Nullable String ingest;

    @Option(
            names = "--http",
            paramLabel = "URL",
            description =
                    "Push through the ingest service at this address, if you cannot reach Kafka. --server is the scoring"
                            + " service (default: the same address, as with a proxy in front of both). To sign in, set VLMSTREAM_TOKEN,"
                            + " or VLMSTREAM_USER and VLMSTREAM_PASSWORD.")
    private @Nullable String http;

    @Option(names = "--wait", description = "Wait until the run is complete, and print its numbers.")
    private boolean wait;

    @Mixin
    private PatienceOption patience;

    @Option(
            names = "--inline-limit",
            paramLabel = "BYTES",
            defaultValue = "" + Pusher.IMAGE_LIMIT,
            description = "Larger images are sent by address if the services may read them, else uploaded to the image"
                    + " store, once (default: ${DEFAULT-VALUE}).")
    private long inlineLimit;

    @Mixin
    private StartTimeoutOption startTimeout;

    @Option(
            names = "--dry-run",
            description = "Read and check everything, print the manifest as JSON, one per line, and push nothing.")
    private boolean dryRun;

    @Option(
            names = "--audit",
            description =
                    "Print what is taken and what is left out, by class and reason, which images are damaged, and a"
                            + " digest of the items. Without --models, --run, --wait, --file or --dry-run it does"
                            + " nothing else.")
    private boolean audit;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    private @Nullable Target target;

    @Override
    public Integer call() throws DatasetException, IOException {
        try {
            return pushAll();
        } catch (CommandFailure | ClusterException e) {
            // Kafka, image store and services fail in words of their own when this is why.
            String reason = http == null && kafka.stack().isPresent()
                    ? DiskRoom.of(kafka.data()).complaint().orElse("")
                    : "";
            throw reason.isEmpty() ? e : new CommandFailure(reason + " (" + e.getMessage() + ")", e);
        }
    }

    private int pushAll() throws DatasetException, IOException {
        List<RunToPush> runs = dataset.fetched(runsToPush(), kafka.data(), err());
        if (audit) {
            audit(runs);
            if (isAuditAlone()) {
                say("nothing was pushed: --audit only reads and decodes; with --models, --run or --wait it also"
                        + " pushes");
                return 0;
            }
        }
        if (http != null) {
            return pushByHttp(runs, http);
        }
        Optional<StackState> state = kafka.startedStack();
        if (!kafka.isElsewhere() && state.isEmpty()) {
            kafka.requireNoSettings();
            return pushToOwnStack(runs);
        }
        if (!dryRun && state.isPresent() && DiskRoom.of(kafka.data()).isFull()) {
            throw new CommandFailure("nothing is pushed");
        }
        List<RunPlan> plans = plans(runs, one -> answering(one, target(state).models()));
        if (!dryRun) {
            plans.forEach(
                    plan -> push(plan, pusher(target(state)), target(state).scoring(), wait));
        }
        return 0;
    }

    /** Runs that differ in their settings alone have one between them. */
    private void audit(List<RunToPush> runs) throws DatasetException {
        Set<Object> audited = new HashSet<>();
        for (RunToPush run : runs) {
            PushRequest request = run.request();
            List<Object> read = List.of(
                    request.path(),
                    request.columns(),
                    request.limit(),
                    request.spec().find(RunSettings.SPLIT),
                    request.spec().find(RunSettings.SEED));
            if (audited.add(read)) {
                Audit found = new Audit(request, new Progress(err(), "decoding " + request.path()));
                (json ? List.of(found.json()) : found.lines()).forEach(this::print);
                if (isAuditAlone()) {
                    found.notices().forEach(this::say);
                }
                found.requireUsable();
            }
        }
    }

    private boolean isAuditAlone() {
        return files.isEmpty()
                && !wait
                && !dryRun
                && !options.given().containsKey(RunSettings.RUN.key())
                && !options.given().containsKey(RunSettings.MODELS.key());
    }

    /** A stack that runs, or a cluster elsewhere; looked at once, while the first dataset is being read. */
    private Target target(Optional<StackState> state) {
        if (target == null) {
            RunRegistry registry = new RunRegistry(kafka.topics());
            registry.ensureTopics();
            target = state.map(running -> Target.of(running, kafka.topics(), registry.announced()))
                    .orElseGet(() -> external(registry));
        }
        return target;
    }

    private int pushByHttp(List<RunToPush> runs, String address) throws DatasetException {
        if (kafka.isElsewhere() || ingest != null) {
            throw wrongUse("--http pushes without Kafka: leave out " + (ingest != null ? "--ingest" : "--bootstrap"));
        }
        ScoringClient scoring = new ScoringClient(server == null ? address : server);
        List<KnownModel> models = HttpPusher.models(scoring);
        List<RunPlan> plans = plans(runs, one -> answering(one, models));
        RunPush pusher = new HttpPusher(new IngestClient(address), scoring, inlineLimit, this::say);
        if (!dryRun) {
            plans.forEach(plan -> push(plan, pusher, Optional.of(scoring), wait));
        }
        return 0;
    }

    private RunPush pusher(Target target) {
        return new Pusher(target, inlineLimit, this::say);
    }

    private List<RunToPush> runsToPush() {
        Optional<String> typed = dataset.typed();
        boolean named = typed.isPresent()
                || options.given().containsKey("task")
                || options.given().containsKey("benchmark");
        if (files.isEmpty() && !named || !files.isEmpty() && typed.isPresent()) {
            throw wrongUse(
                    "push takes a DATASET, or manifests with -f: " + (typed.isEmpty() ? "name one" : "not both"));
        }
        if (files.isEmpty()) {
            return typed(typed);
        }
        Set<String> ofRuns = RunOptions.names();
        for (OptionSpec given : commandLine().getParseResult().matchedOptions()) {
            if (ofRuns.contains(given.longestName())) {
                throw wrongUse(given.longestName() + " says what a run asks, which with -f its manifest does");
            }
        }
        return RunFiles.read(files);
    }

    /** @throws ParameterException naming all that is wrong with the options */
    private List<RunToPush> typed(Optional<String> address) {
        Path here = Path.of("");
        try {
            return PushRequest.all(address.map(one -> DatasetAddress.of(one, here)), options.given(), here).stream()
                    .map(request -> new RunToPush(request, ""))
                    .toList();
        } catch (InvalidRunException e) {
            throw new ParameterException(commandLine(), e.getMessage(), e);
        }
    }

    private Target external(RunRegistry registry) {
        return new Target(
                kafka.topics(),
                Optional.ofNullable(server).map(ScoringClient::new),
                Optional.ofNullable(ingest).map(IngestClient::new),
                registry.announced(),
                List.of());
    }

    private List<KnownModel> answering(RunToPush run, List<KnownModel> known) {
        return AnsweringModels.choose(known, run.request().spec().find(RunSettings.MODELS), this::say);
    }

    /** What can be refused is refused before a stack is started. */
    private int pushToOwnStack(List<RunToPush> runs) throws DatasetException {
        Map<String, ModelBundle> chosen = new LinkedHashMap<>();
        Set<Path> judges = new LinkedHashSet<>();
        List<RunPlan> plans = plans(runs, one -> {
            List<ModelBundle> answering = one.request()
                    .spec()
                    .find(RunSettings.MODELS)
                    .map(names -> names.stream().map(bundles::named).toList())
                    .orElseGet(bundles::answering);
            answering.forEach(bundle -> chosen.putIfAbsent(bundle.name(), bundle));
            return answering.stream().map(KnownModel::of).toList();
        });
        Set<Path> roots = new LinkedHashSet<>();
        for (RunToPush one : runs) {
            roots.add(one.request().folder());
            one.request().spec().get(RunSettings.JUDGES).values().stream()
                    .map(bundles::named)
                    .forEach(judge -> judges.add(judge.directory()));
        }
        if (dryRun) {
            return 0;
        }
        say("no stack runs in " + kafka.data() + ": starting one for "
                + (plans.size() == 1 ? "this run" : "these runs"));
        List<ModelBundle> models = List.copyOf(chosen.values());
        StackConfig config = Stacks.of(kafka.data(), models)
                .withImageRoots(List.copyOf(roots))
                .withJudges(List.copyOf(judges));
        try (LocalStack own = Stacks.start(startTimeout.applyTo(config), null, new StartLines(err(), false))) {
            Target target = Target.of(own, models, config.imageRoots(), this::say);
            plans.forEach(plan -> push(plan, pusher(target), target.scoring(), true));
        }
        return 0;
    }

    private List<RunPlan> plans(List<RunToPush> runs, Function<RunToPush, List<KnownModel>> answering)
            throws DatasetException {
        List<RunPlan> plans = RunPlan.all(runs, answering, this::say);
        if (dryRun) {
            plans.forEach(plan -> print(Json.line(ManifestFields.of(plan.manifest()))));
        }
        return plans;
    }

    private void push(RunPlan plan, RunPush pusher, Optional<ScoringClient> scoring, boolean waiting) {
        if (waiting && scoring.isEmpty()) {
            throw new WrongValue("--wait needs to ask the scoring service; give its address with --server");
        }
        String id = plan.manifest().getRun();
        try (WhenStopped stopped = new WhenStopped(err(), () -> continuing(id))) {
            int pushed = pusher.push(plan, new Progress(err(), "pushing " + id));
            if (pushed == 0) {
                say("run " + id + " has all its items already; nothing was pushed."
                        + " If images have changed, choose another --run");
            }
            scoring.ifPresent(asked -> say("page: " + asked.page(id)));
            RunMetrics metrics = waiting
                    ? new RunWatch(scoring.orElseThrow(), patience.limit())
                            .untilComplete(id, new Progress(err(), "answers of " + id), Watcher.NONE)
                    : null;
            PushedRun result = new PushedRun(plan, pushed, metrics);
            (json ? List.of(result.json()) : result.lines()).forEach(this::print);
        }
    }

    /** An id that was made of the time is another one the next time. */
    private String continuing(String run) {
        boolean named = options.given().containsKey(RunSettings.RUN.key()) || !files.isEmpty();
        return "the same command" + (named ? "" : " with --run " + run) + " continues the run";
    }

    /** What is asked in a run. */
    @Command
    private static final class RunOptions extends SettingOptions {
        RunOptions() {
            super(PushSettings.options());
        }

        /** The options' names, with hyphens before them. */
        static Set<String> names() {
            return PushSettings.options().stream()
                    .map(setting -> "--" + setting.option())
                    .collect(Collectors.toSet());
        }
    }
}
