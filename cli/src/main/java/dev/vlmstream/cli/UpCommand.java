package dev.vlmstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.command.PrintingCommand;
import dev.vlmstream.cli.command.WrongValue;
import dev.vlmstream.cli.options.ClusterOption;
import dev.vlmstream.cli.options.Converters;
import dev.vlmstream.cli.options.Converters.OneOf;
import dev.vlmstream.cli.options.DataOption;
import dev.vlmstream.cli.options.ModelsOption;
import dev.vlmstream.cli.options.PortOption;
import dev.vlmstream.cli.options.Replicas;
import dev.vlmstream.cli.options.RuntimeOption;
import dev.vlmstream.cli.options.StartTimeoutOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.stack.Stacks;
import dev.vlmstream.cli.stack.StartLines;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.onnx.DeviceCheck;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.local.StackState;
import dev.vlmstream.local.process.ProcessLog.LogLimit;
import dev.vlmstream.local.process.RotatingFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "up",
        description = {
            "Starts a broker and the services, and leaves them running; earlier runs are kept.",
            "Reports each process when it is ready. A process that dies, reports itself down or hangs is restarted."
        },
        footer = {
            "  vlmstream up                                        with the demo's models",
            "  vlmstream up --models-dir models/clip-photo --models-dir models/efficientnet-lite0",
            "  vlmstream up --models-dir models/llava,models/minilm --judges models/gpt-4o",
            "  vlmstream up --models-dir models/llava --overlay runs/checkpoint-100 --overlay runs/checkpoint-200",
            "  vlmstream up --replicas ingest=2,decode=2            two processes each that share the work",
            "  vlmstream up --bootstrap kafka.example:9092         only the services, on an existing cluster",
            "  vlmstream up --kafka-config client.properties --topic-prefix team-a.      the same, secured and shared"
        })
final class UpCommand extends PrintingCommand {
    private static final long LOOK_EVERY_MS = 5_000;

    @Option(
            names = "--models-dir",
            split = ",",
            paramLabel = "DIR",
            description = "A bundle, or a directory of bundles, two levels deep; you may give several"
                    + " (default: the demo's models).")
    private List<Path> models = List.of();

    @Option(
            names = "--overlay",
            split = ",",
            paramLabel = "DIR",
            description = "An overlay bundle (a fine-tuned checkpoint) whose base is among --models-dir, beside it"
                    + " or among --bases; you may give several. Overlays in --models-dir are found, too.")
    private List<Path> overlays = List.of();

    @Option(
            names = "--bases",
            split = ",",
            paramLabel = "DIR",
            description = "The base of an overlay, if it should not answer itself, or a directory of such bundles.")
    private List<Path> bases = List.of();

    @Option(
            names = "--checkpoints-dir",
            paramLabel = "DIR",
            description =
                    "A directory in which a training writes overlay bundles: each answers as soon as it appears, while"
                            + " the stack is running (default: none).")
    private @Nullable Path checkpoints;

    @Option(
            names = "--judges",
            split = ",",
            paramLabel = "DIR",
            description =
                    "Bundles that judge answers: generative models, for the rule llm-judge; a sentence encoder among"
                            + " --models-dir always judges (default: none).")
    private List<Path> judges = List.of();

    @Mixin
    private ClusterOption kafka;

    @Mixin
    private PortOption port;

    @Option(
            names = "--image-roots",
            split = ",",
            paramLabel = "DIR",
            description = "Directories from which the services may read images at file: addresses (default: none).")
    private List<Path> imageRoots = List.of();

    @Option(
            names = "--image-store",
            paramLabel = "LOCATION",
            description =
                    "The image store, which keeps each image once: a directory, s3://BUCKET/PREFIX, or none: images"
                            + " travel in the records (default: images in --data; on an existing Kafka cluster, none).")
    private @Nullable String imageStore;

    @Option(
            names = "--max-megapixels",
            paramLabel = "N",
            converter = Megapixels.class,
            description =
                    "Also take images of up to N million pixels, such as panoramas and scans, for which the services that"
                            + " decode them may use 12 MB of memory per million (default: what fits 384 MB, 43 of PNG or JPEG).")
    private @Nullable Integer megapixels;

    @Option(
            names = "--encoder",
            paramLabel = "SERVICE",
            converter = Encoders.class,
            defaultValue = "decode",
            description = "Where vision-language models' image encoders run: decode, or embed, once for all questions"
                    + " about an image and apart from the decoders (default: ${DEFAULT-VALUE}).")
    private String encoder;

    @Option(
            names = "--replicas",
            split = ",",
            paramLabel = "[SERVICE=]N",
            converter = Replicas.Converter.class,
            description =
                    "How many processes of each service share its work: 2 for every service, or ingest=2,decode=3. If"
                            + " one dies, the others take over (default: 1).")
    private List<Replicas> replicas = List.of();

    @Option(
            names = "--log-size",
            paramLabel = "MB",
            converter = Converters.FromOne.class,
            defaultValue = "20",
            description = "Size of a log file; three are kept per process (default: ${DEFAULT-VALUE}).")
    private int logSize;

    @Mixin
    private RuntimeOption runtime;

    @Mixin
    private StartTimeoutOption startTimeout;

    @Option(names = "--foreground", description = "Stay in the foreground until Ctrl-C.")
    private boolean foreground;

    @Mixin
    private DataOption data;

    @Option(names = "--json", description = "Print the addresses as JSON.")
    private boolean json;

    static final class Megapixels implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            int number = new Converters.FromOne().convert(text);
            if (number > StackConfig.MOST_MEGAPIXELS) {
                throw new TypeConversionException("\"" + text + "\" is more than " + StackConfig.MOST_MEGAPIXELS
                        + " million pixels, which no image can have here; scale larger ones down");
            }
            return number;
        }
    }

    static final class Encoders extends OneOf {
        Encoders() {
            super(List.of("decode", "embed"));
        }
    }

    @Override
    public Integer call() throws Exception {
        Optional<StackState> running = StackState.running(data.path());
        if (running.isPresent()) {
            runsAlready(running.get());
            return 0;
        }
        DeviceCheck.require(runtime.options());
        List<ModelBundle> bundles = bundles();
        kafka.requireReachable();
        Stacks.requireRoom(data.path());
        if (foreground) {
            return stay(config(bundles));
        }
        new Background(data.path(), err())
                .start(commandLine().getParseResult().originalArgs(), this::runsAlready)
                .ifPresent(state -> {
                    if (json) {
                        print(Json.line(place(state)));
                        return;
                    }
                    print("up: " + bundles.stream().map(ModelBundle::name).toList() + " at Kafka " + state.bootstrap());
                    print("page: " + state.server() + "/");
                });
        return 0;
    }

    private void runsAlready(StackState state) {
        replicas.forEach(some -> some.requireIn(state));
        print(
                json
                        ? Json.line(place(state))
                        : "running already (pid " + state.pid() + "); page: " + state.server() + "/");
        List<String> others = othersThan(state);
        if (!others.isEmpty()) {
            say("it runs without " + String.join(", ", others)
                    + ": stop it with `vlmstream down`; the next `up` has the same runs");
        }
    }

    /** Named bundles that the running stack was started without. */
    private List<String> othersThan(StackState state) {
        Stream<Path> named = models.isEmpty() && overlays.isEmpty()
                ? Stream.of()
                : bundles().stream().map(ModelBundle::directory);
        Set<Path> there = Stream.concat(state.models().stream(), state.judges().stream())
                .map(directory -> Path.of(directory).normalize())
                .collect(Collectors.toSet());
        return Stream.concat(named, judges.stream())
                .filter(directory -> !there.contains(directory.toAbsolutePath().normalize()))
                .map(Path::toString)
                .distinct()
                .toList();
    }

    private static ObjectNode place(StackState state) {
        return Json.object()
                .put("pid", state.pid())
                .put("page", state.server() + "/")
                .put("bootstrap", state.bootstrap());
    }

    /** A mistyped directory is told here, not in the log of a process in the background. */
    private List<ModelBundle> bundles() {
        List<ModelBundle> bundles = new ArrayList<>();
        List<Path> below = below();
        for (Path path : places()) {
            bundles.addAll(ModelsOption.bundles(path, below));
        }
        overlays.forEach(path -> bundles.add(overlay(path, below)));
        if (bundles.isEmpty()) {
            throw new CommandFailure("no usable model bundle in " + models
                    + "; `vlmstream models check DIR` says what is wrong with one");
        }
        return bundles;
    }

    private List<Path> places() {
        return models.isEmpty() ? List.of(Installation.demoModels()) : models;
    }

    /** Where overlays' bases may be. */
    private List<Path> below() {
        return Stream.concat(bases.stream(), places().stream()).toList();
    }

    private static ModelBundle overlay(Path path, List<Path> below) {
        ModelBundle bundle = BundleFinder.open(path, below);
        if (bundle.base().isEmpty()) {
            throw new CommandFailure(
                    path + " is not an overlay: its config.json has no \"base\"; give it with --models-dir");
        }
        return bundle;
    }

    private StackConfig config(List<ModelBundle> bundles) {
        StackConfig plain = Stacks.of(data.path(), bundles);
        List<ModelBundle> asked =
                judges.stream().map(path -> BundleFinder.open(path, below())).toList();
        List<Path> over =
                Stacks.bases(Stream.concat(bundles.stream(), asked.stream()).toList());
        StackConfig config = encoding(plain.withJudges(judging(plain, asked)).withBases(over), bundles)
                .withImageRoots(imageRoots)
                .withLogs(logLimit());
        if (checkpoints != null) {
            config = config.withProperty(
                    "vlmstream.checkpoints",
                    checkpoints.toAbsolutePath().normalize().toString());
        }
        if (megapixels != null) {
            config = config.withLargestImage(megapixels);
        }
        if (imageStore != null) {
            config = config.withProperty("vlmstream.images.store", imageStore);
        }
        for (Map.Entry<String, String> property : runtime.properties().entrySet()) {
            config = config.withProperty(property.getKey(), property.getValue());
        }
        for (Replicas some : replicas) {
            config = some.applyTo(config);
        }
        return startTimeout.applyTo(kafka.apply(config));
    }

    private LogLimit logLimit() {
        if (logSize > 100_000) {
            throw new WrongValue("--log-size must be 1 to 100000 MB, is " + logSize);
        }
        return new LogLimit((long) logSize << 20, LogLimit.DEFAULT.files());
    }

    private int stay(StackConfig config) throws InterruptedException {
        try (LocalStack own = Stacks.start(config, port.port(), new StartLines(err(), false))) {
            say("up: page " + own.server() + "/, Kafka " + own.bootstrap() + "; Ctrl-C stops it");
            while (!own.isUprooted()) {
                Thread.sleep(LOOK_EVERY_MS);
                RotatingFile.bound(
                        data.path().resolve(Stacks.SUPERVISOR_LOG),
                        config.services().logs());
            }
        }
        throw new CommandFailure(data.path() + " was deleted or replaced below the stack, which has been stopped");
    }

    private static List<Path> judging(StackConfig config, List<ModelBundle> asked) {
        return Stream.concat(config.models().judge().stream(), asked.stream().map(ModelBundle::directory))
                .distinct()
                .toList();
    }

    private StackConfig encoding(StackConfig config, List<ModelBundle> bundles) {
        return encoder.equals("decode")
                ? config
                : config.withEncoders(bundles.stream()
                        .filter(bundle -> bundle.kind() == ModelKind.VISION_LANGUAGE)
                        .map(ModelBundle::directory)
                        .toList());
    }
}
