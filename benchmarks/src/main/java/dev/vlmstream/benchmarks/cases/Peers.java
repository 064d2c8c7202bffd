package dev.vlmstream.benchmarks.cases;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.benchmarks.measure.Rates;
import dev.vlmstream.benchmarks.measure.Worker;
import dev.vlmstream.benchmarks.report.BenchmarkReport;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.ProgressLog;
import dev.vlmstream.benchmarks.workload.WordPrompts;
import dev.vlmstream.benchmarks.workload.WordPrompts.WordPrompt;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.bundle.GraphFiles;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.Dtypes;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.local.process.ResidentMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A decoder beside the engines that a user would pick, on the same weights: prompts of text, greedy answers of a fixed length, all rows
 * of a batch together, each engine in a process of its own. A request for one token gives the time of prefill; what a longer one takes
 * beyond the next shorter one is decoding.
 */
public final class Peers {
    private static final int ROUNDS = 3;
    private static final double MEGABYTE = 1e6;
    /** Prompts whose first token is compared, as many at once as the largest batch. */
    private static final int COMPARED = 64;

    private static final int COMPARED_TOGETHER = 16;
    private static final int COMPARED_LENGTH = 74;
    private static final String PRECISE = "fp32";
    private static final String LOW = "low precision";

    private final Options options;
    private final ModelBundle bundle;
    private final WordPrompts prompts;
    private final Map<String, Object> settings = new LinkedHashMap<>();
    /** Prompts so far. None is asked twice, for some engines keep what they computed of it. */
    private int drawn = COMPARED;
    /** First tokens of the compared prompts by side; of the first side first. */
    private final Map<String, List<Integer>> firstTokens = new LinkedHashMap<>();

    private Limits limits = Limits.NONE;

    /** Who decodes, in which precisions; of the others, as their tools name them. */
    enum Engine {
        OURS("VLM Stream", "", List.of(PRECISE), List.of("int8", "q4")),
        OPENVINO(
                "OpenVINO GenAI",
                "openvino_genai, optimum.intel, nncf",
                List.of(PRECISE),
                List.of("default", "int8", "int4")),
        LLAMA_CPP("llama.cpp", "llama_cpp, gguf", List.of("F32"), List.of("Q8_0", "Q4_0")),
        ONNXRUNTIME_GENAI("ONNX Runtime GenAI", "onnxruntime_genai, onnx_ir", List.of(PRECISE), List.of("int4")),
        CTRANSLATE2("CTranslate2", "ctranslate2", List.of("float32"), List.of("int8")),
        TRANSFORMERS("transformers", "transformers", List.of("float32"), List.of("bfloat16"));

        private final String title;
        private final String packages;
        private final List<String> precise;
        private final List<String> low;

        Engine(String title, String packages, List<String> precise, List<String> low) {
            this.title = title;
            this.packages = packages;
            this.precise = precise;
            this.low = low;
        }

        /** As {@code --engines} and the scripts in {@code python} name it. */
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What is asked.
     *
     * @param prompt tokens of each row's prompt
     * @param tokens new ones of each row
     */
    record Cell(int batch, int prompt, int tokens) {
        /** @param text such as {@code 16x650x128} */
        static Cell of(String text) {
            if (!text.matches("\\d{1,3}x\\d{1,5}x\\d{1,5}")) {
                throw new IllegalArgumentException(
                        "--cells has \"" + text + "\", must be like 16x650x128: batch, tokens of a prompt, new tokens");
            }
            int[] numbers =
                    Stream.of(text.split("x")).mapToInt(Integer::parseInt).toArray();
            Cell cell = new Cell(numbers[0], numbers[1], numbers[2]);
            if (cell.batch < 1 || cell.tokens < 2) {
                throw new IllegalArgumentException("--cells has \"" + text
                        + "\": at least one row, and two new tokens, to tell decoding from prefill");
            }
            return cell;
        }

        String title() {
            return batch + " × " + prompt + " × " + tokens;
        }

        static List<Cell> all() {
            List<Cell> cells = new ArrayList<>();
            for (int prompt : List.of(74, 650)) {
                for (int batch : List.of(1, 4, 8, 16)) {
                    cells.add(new Cell(batch, prompt, 32));
                    cells.add(new Cell(batch, prompt, 128));
                }
            }
            return cells;
        }
    }

    /** An engine in a precision, as the table names it. */
    private record Contender(Engine engine, String precision) {
        String name() {
            return engine.title + " " + precision;
        }
    }

    /** How long a request took. */
    record Timed(int tokens, double seconds) {
        static Timed of(int tokens, JsonNode answer) {
            return new Timed(tokens, answer.get("seconds").asDouble());
        }
    }

    /**
     * One round of a cell.
     *
     * @param first seconds of a request for one token
     * @param shorter the longest request for fewer tokens
     * @param whole seconds of the whole request
     * @param bytes the largest resident memory meanwhile
     * @param weights bytes of those that a step reads
     * @param cached bytes of a number among keys and values
     */
    record Sample(double first, Timed shorter, double whole, long bytes, long weights, int cached) {
        /** @param timed requests about such prompts so far, that for one token first */
        static Sample of(Cell cell, List<Timed> timed, JsonNode answer) {
            Timed shorter = timed.stream()
                    .filter(request -> request.tokens < cell.tokens)
                    .max(Comparator.comparingInt(Timed::tokens))
                    .orElseThrow();
            return new Sample(
                    timed.get(0).seconds,
                    shorter,
                    answer.get("seconds").asDouble(),
                    answer.get("bytes").asLong(),
                    answer.get("weights").asLong(),
                    answer.get("cached").asInt());
        }

        /** A disturbed machine may take longer for fewer tokens; the median does without such rounds. */
        double stepsPerSecond(Cell cell) {
            return (cell.tokens - shorter.tokens) / Math.max(1e-3, whole - shorter.seconds);
        }
    }

    /**
     * What shares are of: of the machine, as {@code python/peers.py} measures it, and of the decoder.
     *
     * @param bandwidth bytes that are read a second
     * @param arithmetic float32 operations of a matrix product a second
     * @param cached numbers among keys and values for each token
     */
    record Limits(double bandwidth, double arithmetic, double parameters, double cached) {
        /** Nothing is known, and no share either. */
        static final Limits NONE = new Limits(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    /** What a row of the table shows for a cell, from its samples. */
    enum Measure {
        WHOLE("whole requests, tokens/s", true),
        PREFILL("prefill, tokens/s", true),
        DECODE("decoding, tokens/s", true),
        BANDWIDTH("share of memory bandwidth, %", true),
        ARITHMETIC("share of peak arithmetic, %", true),
        MEMORY("peak memory, MB", false);

        private final String title;
        private final boolean moreIsBetter;

        Measure(String title, boolean moreIsBetter) {
            this.title = title;
            this.moreIsBetter = moreIsBetter;
        }

        /** The shares are of decoding: not a number where there are no limits. */
        double of(Cell cell, Sample sample, Limits limits) {
            double steps = sample.stepsPerSecond(cell);
            return switch (this) {
                case WHOLE -> cell.batch * cell.tokens / sample.whole;
                case PREFILL -> cell.batch * cell.prompt / sample.first;
                case DECODE -> cell.batch * steps;
                case BANDWIDTH -> {
                    double context = cell.prompt + cell.tokens / 2.0;
                    double read = sample.weights + cell.batch * context * limits.cached * sample.cached;
                    yield 100 * read * steps / limits.bandwidth;
                }
                case ARITHMETIC -> 100 * 2 * limits.parameters * cell.batch * steps / limits.arithmetic;
                case MEMORY -> sample.bytes / MEGABYTE;
            };
        }
    }

    private Peers(Options options, ModelBundle bundle, WordPrompts prompts) {
        this.options = options;
        this.bundle = bundle;
        this.prompts = prompts;
    }

    public static BenchmarkReport measure(Options options) {
        ModelBundle bundle = BundleFinder.open(options.language().orElse(Decode.demo(options)));
        try (WordPrompts prompts = WordPrompts.of(bundle)) {
            return new Peers(options, bundle, prompts).measure();
        }
    }

    private BenchmarkReport measure() {
        List<Cell> cells = options.peers().cells().isEmpty()
                ? Cell.all()
                : options.peers().cells().stream().map(Cell::of).toList();
        List<Engine> engines = Stream.of(Engine.values())
                .filter(this::isWanted)
                .filter(this::isThere)
                .toList();
        settings.put("model", bundle.name());
        settings.put("rounds", options.rounds(ROUNDS));
        settings.put("threads", threads());
        limits = limits(engines);
        settings.put("limits", limits);
        List<String> tables = Stream.of(
                        group(PRECISE, contenders(engines, engine -> engine.precise), cells),
                        group(LOW, contenders(engines, engine -> engine.low), cells))
                .flatMap(Optional::stream)
                .toList();
        settings.put("agreement", agreements());
        return new BenchmarkReport("decode-peers", settings, List.of(), tables);
    }

    private boolean isWanted(Engine engine) {
        List<String> wanted = options.peers().engines();
        return wanted.isEmpty() || wanted.contains(engine.id());
    }

    /** What is missing is said; its engine is left out. */
    private boolean isThere(Engine engine) {
        if (engine == Engine.OURS) {
            return true;
        }
        if (!options.hasPython() || options.language().isEmpty()) {
            ProgressLog.say(engine.title + ": skipped, it needs --python PYTHON and --model DIR");
            return false;
        }
        try {
            Commands.run(List.of(options.python(), "-c", "import " + engine.packages));
            Commands.run(Commands.python(
                    options.python(), options.script("peer_models.py"), engine.id(), bundle.directory(), models()));
            return true;
        } catch (IllegalStateException e) {
            ProgressLog.say(engine.title + ": skipped, " + Commands.lastLine(e)
                    + "; see benchmarks/python/requirements-peers.txt");
            return false;
        }
    }

    private Path models() {
        return options.home().resolve("benchmarks/target/peers").resolve(bundle.name());
    }

    /** Of the decoder that was written for the other engines; nothing where there are none. */
    private Limits limits(List<Engine> engines) {
        if (engines.stream().allMatch(engine -> engine == Engine.OURS)) {
            return Limits.NONE;
        }
        Path checkpoint = models().resolve(Engine.TRANSFORMERS.id());
        List<String> command =
                Commands.python(options.python(), options.script("peers.py"), "machine", "", checkpoint, threads());
        try (Worker machine = Worker.start("machine", command)) {
            List<Double> found = machine.check();
            return new Limits(found.get(0), found.get(1), found.get(2), found.get(3));
        }
    }

    private List<Contender> contenders(List<Engine> engines, Function<Engine, List<String>> precisions) {
        return engines.stream()
                .flatMap(engine -> precisions.apply(engine).stream().map(precision -> new Contender(engine, precision)))
                .filter(contender ->
                        contender.engine != Engine.OURS || bundle.dtypes().contains(contender.precision))
                .toList();
    }

    private static int threads() {
        return Runtime.getRuntime().availableProcessors();
    }

    /**
     * A table, unless nothing could be measured. Those of one precision are alive at a time: all of them would need the memory of a
     * larger machine.
     */
    private Optional<String> group(String title, List<Contender> contenders, List<Cell> cells) {
        Map<Contender, Worker> workers = new LinkedHashMap<>();
        Map<Cell, Map<Contender, List<Sample>>> samples = new LinkedHashMap<>();
        try {
            for (Contender contender : contenders) {
                ProgressLog.say(String.format(Locale.ROOT, "%s (load %.1f)", contender.name(), BenchmarkReport.load()));
                attempt(workers, contender, () -> {
                    workers.put(contender, start(contender, cells));
                    compareFirstTokens(contender, workers.get(contender));
                });
            }
            together(cells).forEach((asked, group) -> measure(workers, asked, group, samples));
        } finally {
            workers.values().forEach(Worker::close);
        }
        settings.put("samples, " + title, named(samples));
        List<Contender> measured =
                contenders.stream().filter(workers::containsKey).toList();
        return measured.isEmpty() ? Optional.empty() : Optional.of(table(title, measured, samples));
    }

    /** An engine that fails is left out from then on. */
    private static void attempt(Map<Contender, Worker> workers, Contender contender, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            ProgressLog.say(contender.name() + ": left out, " + Commands.lastLine(e));
            Worker failed = workers.remove(contender);
            if (failed != null) {
                failed.close();
            }
        }
    }

    private Worker start(Contender contender, List<Cell> cells) {
        if (contender.engine != Engine.OURS) {
            return Worker.start(
                    contender.name(),
                    Commands.python(
                            options.python(),
                            options.script("peers.py"),
                            contender.engine.id(),
                            contender.precision,
                            models().resolve(contender.engine.id()),
                            threads()));
        }
        int slots = Math.max(
                COMPARED_TOGETHER, cells.stream().mapToInt(Cell::batch).max().orElse(1));
        return Worker.start(
                contender.name(),
                Commands.java(OurWorker.class, bundle.directory(), contender.precision, threads(), slots));
    }

    private void compareFirstTokens(Contender contender, Worker worker) {
        List<Integer> first = new ArrayList<>();
        List<WordPrompt> compared = prompts.of(0, COMPARED, COMPARED_LENGTH);
        for (int from = 0; from < COMPARED; from += COMPARED_TOGETHER) {
            JsonNode answer = ask(worker, compared.subList(from, from + COMPARED_TOGETHER), 1);
            answer.get("ids").forEach(ids -> first.add(ids.get(0).asInt()));
        }
        firstTokens.put(contender.name(), first);
    }

    /** Cells of one batch of prompts, whose prefill is measured once a round. */
    private static Map<Cell, List<Cell>> together(List<Cell> cells) {
        return cells.stream()
                .collect(Collectors.groupingBy(
                        cell -> new Cell(cell.batch, cell.prompt, 1), LinkedHashMap::new, Collectors.toList()));
    }

    private void measure(
            Map<Contender, Worker> workers,
            Cell asked,
            List<Cell> cells,
            Map<Cell, Map<Contender, List<Sample>>> samples) {
        for (int round = 0; round < options.rounds(ROUNDS); round++) {
            int fresh = drawn;
            drawn += (2 + cells.size()) * asked.batch;
            for (Contender contender : List.copyOf(workers.keySet())) {
                attempt(workers, contender, () -> {
                    Worker worker = workers.get(contender);
                    int from = fresh;
                    // The first request behind another engine's may take a fifth longer; it is not counted.
                    ask(worker, prompts.of(from, asked.batch, asked.prompt), 1);
                    from += asked.batch;
                    List<Timed> timed = new ArrayList<>();
                    timed.add(Timed.of(1, ask(worker, prompts.of(from, asked.batch, asked.prompt), 1)));
                    for (Cell cell : cells) {
                        from += asked.batch;
                        JsonNode answer = ask(worker, prompts.of(from, asked.batch, asked.prompt), cell.tokens);
                        samples.computeIfAbsent(cell, c -> new LinkedHashMap<>())
                                .computeIfAbsent(contender, c -> new ArrayList<>())
                                .add(Sample.of(cell, timed, answer));
                        timed.add(Timed.of(cell.tokens, answer));
                    }
                });
            }
            ProgressLog.say(String.format(
                    Locale.ROOT,
                    "batch %d, prompts of %d, round %d (load %.1f)",
                    asked.batch,
                    asked.prompt,
                    round + 1,
                    BenchmarkReport.load()));
        }
        // A run of all cells takes hours: one that is cut off has printed what it measured.
        cells.stream()
                .filter(samples::containsKey)
                .forEach(cell -> samples.get(cell).keySet().stream()
                        .map(contender -> line(cell, contender, samples.get(cell)))
                        .forEach(ProgressLog::say));
    }

    private String line(Cell cell, Contender contender, Map<Contender, List<Sample>> samples) {
        return Stream.of(Measure.WHOLE, Measure.PREFILL, Measure.DECODE, Measure.MEMORY)
                .map(measure ->
                        measure.title + " " + text(rates(cell, measure, samples).get(contender)))
                .collect(Collectors.joining("; ", cell.title() + ", " + contender.name() + ": ", ""));
    }

    private static JsonNode ask(Worker worker, List<WordPrompt> batch, int tokens) {
        JsonNode answer = worker.ask(Map.of(
                "prompts", batch.stream().map(WordPrompt::ids).toList(),
                "texts", batch.stream().map(WordPrompt::text).toList(),
                "tokens", tokens));
        for (JsonNode ids : answer.get("ids")) {
            if (ids.size() != tokens) {
                throw new IllegalStateException(
                        worker.name() + " gave " + ids.size() + " tokens where " + tokens + " were asked for");
            }
        }
        return answer;
    }

    /** How often each side's first token is the first side's. */
    private Map<String, Double> agreements() {
        Map<String, Double> agreements = new LinkedHashMap<>();
        firstTokens.forEach((side, tokens) -> agreements.put(side, agreement(side)));
        return agreements;
    }

    private double agreement(String side) {
        List<Integer> reference = firstTokens.values().iterator().next();
        List<Integer> own = firstTokens.get(side);
        return IntStream.range(0, COMPARED)
                        .filter(i -> reference.get(i).equals(own.get(i)))
                        .count()
                / (double) COMPARED;
    }

    private String table(String title, List<Contender> contenders, Map<Cell, Map<Contender, List<Sample>>> samples) {
        List<String> names = contenders.stream().map(Contender::name).toList();
        StringBuilder table = new StringBuilder(row(title + ": batch × prompt × new tokens", "what", names, "ratio"));
        table.append("|---|---|---|").append("---|".repeat(names.size())).append('\n');
        samples.forEach((cell, byContender) -> {
            for (Measure measure : Measure.values()) {
                Map<Contender, Rates> rates = rates(cell, measure, byContender);
                List<String> cells = contenders.stream()
                        .map(contender -> Optional.ofNullable(rates.get(contender))
                                .filter(of -> !Double.isNaN(of.median()))
                                .map(Peers::text)
                                .orElse("–"))
                        .toList();
                table.append(row(cell.title(), measure.title, cells, ratio(measure, rates)));
            }
        });
        List<String> agreed = names.stream()
                .map(name -> String.format(Locale.ROOT, "%.0f %%", 100 * agreement(name)))
                .toList();
        String reference = firstTokens.keySet().stream().findFirst().orElse("");
        return table.append(row(
                        COMPARED + " prompts of " + COMPARED_LENGTH,
                        "the first token is that of " + reference,
                        agreed,
                        ""))
                .toString();
    }

    private Map<Contender, Rates> rates(Cell cell, Measure measure, Map<Contender, List<Sample>> samples) {
        Map<Contender, Rates> rates = new LinkedHashMap<>();
        samples.forEach((contender, of) -> rates.put(
                contender,
                new Rates(
                        contender.name(),
                        measure.title,
                        of.stream()
                                .map(sample -> measure.of(cell, sample, limits))
                                .toList())));
        return rates;
    }

    private static String text(Rates rates) {
        String format = rates.median() < 100 ? "%.1f (%.1f–%.1f)" : "%.0f (%.0f–%.0f)";
        return String.format(Locale.ROOT, format, rates.median(), rates.min(), rates.max());
    }

    /** The best median of ours by the best of the others; of memory, the smallest. */
    private static String ratio(Measure measure, Map<Contender, Rates> rates) {
        OptionalDouble ours = best(measure, rates, true);
        OptionalDouble others = best(measure, rates, false);
        return ours.isPresent() && others.isPresent()
                ? String.format(Locale.ROOT, "%.2f", ours.getAsDouble() / others.getAsDouble())
                : "–";
    }

    private static OptionalDouble best(Measure measure, Map<Contender, Rates> rates, boolean ours) {
        Comparator<Double> order = measure.moreIsBetter ? Comparator.naturalOrder() : Comparator.reverseOrder();
        return rates.entrySet().stream()
                .filter(entry -> entry.getKey().engine == Engine.OURS == ours)
                .map(entry -> entry.getValue().median())
                .max(order)
                .map(OptionalDouble::of)
                .orElse(OptionalDouble.empty());
    }

    private static String row(String first, String second, List<String> cells, String last) {
        return Stream.of(List.of(first, second), cells, List.of(last))
                .flatMap(List::stream)
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static Map<String, Map<String, List<Sample>>> named(Map<Cell, Map<Contender, List<Sample>>> samples) {
        Map<String, Map<String, List<Sample>>> named = new LinkedHashMap<>();
        samples.forEach((cell, byContender) -> {
            Map<String, List<Sample>> bySide = new TreeMap<>();
            byContender.forEach((contender, of) -> bySide.put(contender.name(), of));
            named.put(cell.batch + "x" + cell.prompt + "x" + cell.tokens, bySide);
        });
        return named;
    }

    /** This project's engine, as {@code python/peers.py} is for the others. Arguments: bundle, dtype, threads, slots. */
    static final class OurWorker {
        private OurWorker() {}

        public static void main(String[] arguments) throws IOException {
            RuntimeOptions runtime = RuntimeOptions.cpu()
                    .withDtypes(Dtypes.of(arguments[1]))
                    .withIntraOpThreads(Integer.parseInt(arguments[2]))
                    .withBatching(Decode.batching(Integer.parseInt(arguments[3])));
            ModelBundle bundle = BundleFinder.open(Path.of(arguments[0]));
            long weights = size(new GraphFiles(bundle.files()).require("decoder_model_merged", runtime));
            try (Model model = ModelLoader.load(bundle, runtime)) {
                Worker.serve(asked -> answer((VisionLanguageModel) model, weights, asked));
            }
        }

        /** Of a graph with its weights; tables that rows are looked up in are in a graph of their own. */
        private static long size(Path graph) throws IOException {
            Path beside = graph.resolveSibling(graph.getFileName() + "_data");
            return Files.size(graph) + (Files.exists(beside) ? Files.size(beside) : 0);
        }

        private static Map<String, Object> answer(VisionLanguageModel model, long weights, JsonNode asked) {
            List<Request> requests = new ArrayList<>();
            asked.get("texts").forEach(text -> requests.add(new Request(null, text.asText())));
            GenerationOptions options =
                    GenerationOptions.greedy(asked.get("tokens").asInt(), List.of());
            forgetPeak();
            long begun = System.nanoTime();
            List<Generation> answers = model.generate(requests, options);
            double seconds = (System.nanoTime() - begun) / 1e9;
            for (int i = 0; i < answers.size(); i++) {
                requireIds(answers.get(i).inputIds(), asked.get("prompts").get(i));
            }
            return Map.of(
                    "ids",
                    answers.stream().map(Generation::tokenIds).toList(),
                    "seconds",
                    seconds,
                    "bytes",
                    peak(),
                    "weights",
                    weights,
                    "cached",
                    Float.BYTES);
        }

        private static void requireIds(int[] own, JsonNode given) {
            if (own.length != given.size()
                    || IntStream.range(0, own.length)
                            .anyMatch(i -> own[i] != given.get(i).asInt())) {
                throw new IllegalStateException("a prompt has other tokens here than for the others");
            }
        }

        /** The largest resident memory begins again at what there is now. */
        private static void forgetPeak() {
            try {
                Files.writeString(Path.of("/proc/self/clear_refs"), "5");
            } catch (IOException e) {
                throw new IllegalStateException("cannot measure memory here: " + e, e);
            }
        }

        private static long peak() {
            long bytes = ResidentMemory.peak(ProcessHandle.current().pid());
            if (bytes == 0) {
                throw new IllegalStateException("cannot measure memory here");
            }
            return bytes;
        }
    }
}
