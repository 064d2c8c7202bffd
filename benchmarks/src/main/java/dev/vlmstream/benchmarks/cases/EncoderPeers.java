package dev.vlmstream.benchmarks.cases;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.benchmarks.measure.Interleaved;
import dev.vlmstream.benchmarks.measure.Rates;
import dev.vlmstream.benchmarks.measure.Side;
import dev.vlmstream.benchmarks.measure.Side.Round;
import dev.vlmstream.benchmarks.measure.Worker;
import dev.vlmstream.benchmarks.report.BenchmarkReport;
import dev.vlmstream.benchmarks.workload.FreshStacks;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.Photos;
import dev.vlmstream.benchmarks.workload.ProgressLog;
import dev.vlmstream.inference.ClassHead;
import dev.vlmstream.inference.DualEncoder;
import dev.vlmstream.inference.FloatBytes;
import dev.vlmstream.inference.ImageBatch.EncodedImage;
import dev.vlmstream.inference.ImageClassifier;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.VisionModel;
import dev.vlmstream.inference.bundle.GraphFiles;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.Dtypes;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An image encoder in each dtype of its bundle beside OpenVINO, which reads the bundle's float32 graph: pixels in memory to logits or
 * embeddings in memory, on all cores, each side in a process of its own.
 */
public final class EncoderPeers {
    private static final int ROUNDS = 3;
    private static final int ITEMS = 256;
    private static final int PHOTOS = 200;
    private static final List<Integer> BATCHES = List.of(1, 8, 32);
    private static final int COMPARED_TOGETHER = 8;
    private static final String TEMPLATE = "A photo of a {}";
    private static final String OPENVINO = "OpenVINO";
    /** Of OpenVINO; as its settings name them in {@code python/encoders.py}. */
    private static final List<String> PRECISIONS = List.of(Dtypes.PLAIN, "default");

    private final Options options;
    private final ModelBundle bundle;
    private final Map<String, Object> settings = new LinkedHashMap<>();
    /** Logits or embeddings of the photos by side, those of the first side first. */
    private final Map<String, List<float[]>> outputs = new LinkedHashMap<>();

    private EncoderPeers(Options options, ModelBundle bundle) {
        this.options = options;
        this.bundle = bundle;
    }

    public static BenchmarkReport measure(Options options) {
        return new EncoderPeers(options, BundleFinder.open(options.language().orElse(options.model()))).measure();
    }

    /**
     * What is measured.
     *
     * @param graph its name
     * @param answer the index of a class, from a row of the graph's output
     * @param shape of a photo's pixels
     */
    private record Encoder(String graph, ToIntFunction<float[]> answer, int[] shape) {
        int size() {
            return IntStream.of(shape).reduce(1, Math::multiplyExact);
        }
    }

    private BenchmarkReport measure() {
        settings.put("model", bundle.name());
        settings.put("rounds", options.rounds(ROUNDS));
        settings.put("items", options.items(ITEMS));
        settings.put("threads", threads());
        Path pixels = options.home().resolve("benchmarks/target/peers").resolve(bundle.name() + ".pixels");
        List<Worker> workers = new ArrayList<>();
        try {
            Encoder encoder = prepare(pixels);
            for (String dtype : bundle.dtypes()) {
                Object[] work = {bundle.directory(), dtype, pixels, encoder.size(), threads()};
                start(workers, "VLM Stream " + dtype, Commands.java(OurWorker.class, work));
            }
            Path graph = new GraphFiles(bundle.files())
                    .require(encoder.graph, RuntimeOptions.cpu().withDtypes(Dtypes.of(Dtypes.PLAIN)));
            for (String precision : hasOpenVino() ? PRECISIONS : List.<String>of()) {
                String shape =
                        IntStream.of(encoder.shape).mapToObj(String::valueOf).collect(Collectors.joining(","));
                Object[] work = {precision, graph, pixels, shape, threads()};
                List<String> command = Commands.python(options.python(), options.script("encoders.py"), work);
                start(workers, OPENVINO + " " + precision, command);
            }
            Map<Integer, List<Rates>> rates = new LinkedHashMap<>();
            BATCHES.forEach(batch -> rates.put(batch, rates(workers, batch)));
            return new BenchmarkReport("embed-peers", settings, List.of(), List.of(table(rates, encoder.answer)));
        } finally {
            workers.forEach(Worker::close);
            FreshStacks.delete(pixels);
        }
    }

    private static int threads() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** What is missing is said, and OpenVINO left out. */
    private boolean hasOpenVino() {
        if (!options.hasPython()) {
            ProgressLog.say(OPENVINO + ": skipped, it needs --python PYTHON");
            return false;
        }
        try {
            Commands.run(List.of(options.python(), "-c", "import openvino, numpy"));
            return true;
        } catch (IllegalStateException e) {
            ProgressLog.say(
                    OPENVINO + ": skipped, " + Commands.lastLine(e) + "; see benchmarks/python/requirements-peers.txt");
            return false;
        }
    }

    /** Writes the photos' pixels, as all sides read them. */
    private Encoder prepare(Path file) {
        RuntimeOptions exact = RuntimeOptions.cpu().withDtypes(Dtypes.of(Dtypes.PLAIN));
        try (Model model = ModelLoader.load(bundle, exact)) {
            if (!(model instanceof VisionModel vision)
                    || !(model instanceof DualEncoder || model instanceof ImageClassifier)) {
                throw new IllegalArgumentException(
                        bundle.directory() + " is neither a dual encoder nor an image classifier");
            }
            List<EncodedImage> photos = Photos.read(options.photos(), PHOTOS);
            settings.put("photos", photos.size());
            int[] shape = {};
            Files.createDirectories(file.getParent());
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                for (EncodedImage photo : photos) {
                    VisionInput input = vision.imageProcessor().input(photo.bytes(), photo.name());
                    shape = input.shape();
                    ByteBuffer bytes = FloatBytes.FLOAT32.write(input.pixelValues());
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                }
            }
            if (!(model instanceof DualEncoder dual)) {
                return new Encoder("model", EncoderPeers::largest, shape);
            }
            ClassHead head = dual.classHead(Likelihood.imageNet(), List.of(TEMPLATE));
            return new Encoder("vision_model", embedding -> largest(head.scores(embedding)), shape);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static int largest(float[] values) {
        return IntStream.range(0, values.length)
                .reduce((one, other) -> values[other] > values[one] ? other : one)
                .orElseThrow();
    }

    private void start(List<Worker> workers, String name, List<String> command) {
        ProgressLog.say(String.format(Locale.ROOT, "%s (load %.1f)", name, BenchmarkReport.load()));
        Worker worker = Worker.start(name, command);
        workers.add(worker);
        List<float[]> rows = new ArrayList<>();
        for (JsonNode row : worker.ask(Map.of("batch", COMPARED_TOGETHER)).get("outputs")) {
            float[] values = new float[row.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) row.get(i).asDouble();
            }
            rows.add(values);
        }
        outputs.put(name, rows);
    }

    /** One round that does not count, as graphs may be prepared for a batch, and then those that do. */
    private List<Rates> rates(List<Worker> workers, int batch) {
        ProgressLog.say(String.format(Locale.ROOT, "batch %d (load %.1f)", batch, BenchmarkReport.load()));
        workers.forEach(worker -> batched(worker, batch, batch).round());
        List<Side> sides = workers.stream()
                .map(worker -> batched(worker, batch, options.items(ITEMS)))
                .toList();
        List<Rates> rates = Interleaved.measure(sides, options.rounds(ROUNDS), "images/s", ProgressLog::say);
        settings.put("samples, batch " + batch, rates.stream().collect(Collectors.toMap(Rates::name, Rates::samples)));
        return rates;
    }

    /** Images in batches, going round the photos until there are this many. */
    private static Side batched(Worker worker, int batch, int items) {
        return Side.of(worker.name(), () -> {
            JsonNode answer = worker.ask(Map.of("batch", batch, "items", items));
            return new Round(items, answer.get("seconds").asDouble());
        });
    }

    private String table(Map<Integer, List<Rates>> rates, ToIntFunction<float[]> answer) {
        List<String> names = List.copyOf(outputs.keySet());
        StringBuilder table = new StringBuilder(row(bundle.name() + ", images/s", names));
        table.append("|---|").append("---:|".repeat(names.size())).append('\n');
        rates.forEach((batch, of) -> table.append(row(
                "batch " + batch,
                of.stream()
                        .map(one -> String.format(Locale.ROOT, "%.1f (%.1f–%.1f)", one.median(), one.min(), one.max()))
                        .toList())));
        List<float[]> reference = outputs.get(names.get(0));
        List<Integer> answers = reference.stream().map(answer::applyAsInt).toList();
        Map<String, Double> agreement = new LinkedHashMap<>();
        outputs.forEach((name, of) -> agreement.put(
                name,
                IntStream.range(0, answers.size())
                                .filter(i -> answer.applyAsInt(of.get(i)) == answers.get(i))
                                .count()
                        / (double) answers.size()));
        settings.put("agreement", agreement);
        table.append(row(
                "the answer of " + names.get(0) + ", of " + answers.size(),
                names.stream()
                        .map(name -> String.format(Locale.ROOT, "%.1f %%", 100 * agreement.get(name)))
                        .toList()));
        Function<String, String> cosines = name -> {
            double[] each = IntStream.range(0, answers.size())
                    .mapToDouble(i -> cosine(reference.get(i), outputs.get(name).get(i)))
                    .sorted()
                    .toArray();
            return String.format(Locale.ROOT, "%.5f, %.5f", each[each.length / 2], each[0]);
        };
        return table.append(row(
                        "cosine to its output, median and least",
                        names.stream().map(cosines).toList()))
                .toString();
    }

    static double cosine(float[] one, float[] other) {
        double product = 0;
        double square = 0;
        double otherSquare = 0;
        for (int i = 0; i < one.length; i++) {
            product += (double) one[i] * other[i];
            square += (double) one[i] * one[i];
            otherSquare += (double) other[i] * other[i];
        }
        return product / Math.sqrt(square * otherSquare);
    }

    private static String row(String first, List<String> cells) {
        return Stream.concat(Stream.of(first), cells.stream()).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /**
     * This project's engine, as {@code python/encoders.py} is OpenVINO. Arguments: bundle, dtype, pixels, numbers of one photo,
     * threads.
     */
    static final class OurWorker {
        private OurWorker() {}

        public static void main(String[] arguments) throws IOException {
            RuntimeOptions runtime = RuntimeOptions.cpu()
                    .withDtypes(Dtypes.of(arguments[1]))
                    .withIntraOpThreads(Integer.parseInt(arguments[4]));
            try (Model model = ModelLoader.load(BundleFinder.open(Path.of(arguments[0])), runtime)) {
                List<float[]> photos = photos(Path.of(arguments[2]), Integer.parseInt(arguments[3]));
                Function<List<float[]>, float[][]> encode =
                        model instanceof DualEncoder dual ? dual::embedImages : ((ImageClassifier) model)::logits;
                Worker.serve(asked -> answer(encode, photos, asked));
            }
        }

        private static List<float[]> photos(Path file, int size) throws IOException {
            float[] all = FloatBytes.FLOAT32.read(ByteBuffer.wrap(Files.readAllBytes(file)));
            return IntStream.range(0, all.length / size)
                    .mapToObj(i -> Arrays.copyOfRange(all, i * size, (i + 1) * size))
                    .toList();
        }

        private static Map<String, Object> answer(
                Function<List<float[]>, float[][]> encode, List<float[]> photos, JsonNode asked) {
            int batch = asked.get("batch").asInt();
            if (!asked.has("items")) {
                List<float[]> outputs = new ArrayList<>();
                for (int from = 0; from < photos.size(); from += batch) {
                    outputs.addAll(List.of(encode.apply(photos.subList(from, Math.min(photos.size(), from + batch)))));
                }
                return Map.of("outputs", outputs);
            }
            int items = asked.get("items").asInt();
            long begun = System.nanoTime();
            for (int from = 0; from < items; from += batch) {
                int first = from;
                encode.apply(IntStream.range(from, Math.min(items, from + batch))
                        .mapToObj(i -> photos.get(i % photos.size()))
                        .toList());
            }
            return Map.of("seconds", (System.nanoTime() - begun) / 1e9);
        }
    }
}
