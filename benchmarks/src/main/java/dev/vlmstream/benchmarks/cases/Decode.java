package dev.vlmstream.benchmarks.cases;

import dev.vlmstream.benchmarks.measure.Interleaved;
import dev.vlmstream.benchmarks.measure.Rates;
import dev.vlmstream.benchmarks.measure.Side;
import dev.vlmstream.benchmarks.measure.WorkAgreement;
import dev.vlmstream.benchmarks.measure.Worker;
import dev.vlmstream.benchmarks.report.BenchmarkReport;
import dev.vlmstream.benchmarks.report.Comparison;
import dev.vlmstream.benchmarks.report.Goal;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.ProgressLog;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.BatchingOptions;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Tokens a second of a vision-language model: continuous batching, static batches, and transformers' static batches. */
public final class Decode {
    private static final int ROUNDS = 3;
    private static final int IMAGES = 64;
    private static final int TOKENS = 32;
    private static final int FEWEST = 4;
    private static final int MOST = 64;
    private static final List<Integer> BATCHES = List.of(1, 4, 8, 16);
    private static final List<Integer> MIXED_BATCHES = List.of(8, 16);

    private final Options options;
    private final ModelBundle bundle;
    private final int items;
    private final Map<String, Object> settings = new LinkedHashMap<>();

    private Decode(Options options) {
        this.options = options;
        this.bundle = BundleFinder.open(options.language().orElse(demo(options)));
        this.items = options.items(IMAGES);
        settings.put("images", items);
        settings.put("tokens", TOKENS);
        settings.put("model", bundle.name());
    }

    /** What is measured where no model is named. */
    static Path demo(Options options) {
        return options.home().resolve("demo/models/emoji-vlm");
    }

    /** One token a step: answers of random weights repeat themselves, so speculation would make them look fast. */
    static BatchingOptions batching(int slots) {
        return new BatchingOptions(slots, BatchingOptions.DEFAULT.prefixCacheBytes(), false);
    }

    public static BenchmarkReport measure(Options options) {
        Decode decode = new Decode(options);
        List<Comparison> rows = new ArrayList<>();
        List<Integer> equal = Collections.nCopies(decode.items, TOKENS);
        for (int batch : BATCHES) {
            rows.addAll(decode.rows(decode.what(batch), batch, equal, 1.0));
        }
        List<Integer> mixed =
                new Random(1).ints(decode.items, FEWEST, MOST + 1).boxed().toList();
        for (int batch : MIXED_BATCHES) {
            String what = decode.what(batch) + ", answers of " + FEWEST + " to " + MOST + " tokens";
            rows.addAll(decode.rows(what, batch, mixed, 2.0));
        }
        return BenchmarkReport.of("decode", decode.settings, rows);
    }

    private String what(int batch) {
        return "decode " + bundle.name() + ", batch " + batch;
    }

    private List<Comparison> rows(String what, int batch, List<Integer> limits, double goal) {
        RuntimeOptions runtime = RuntimeOptions.cpu().withBatching(batching(batch));
        try (Model model = ModelLoader.load(bundle, runtime)) {
            DecodeWork work = DecodeWork.of((VisionLanguageModel) model, photos(), items, limits);
            List<Side> sides = new ArrayList<>(List.of(work.side("continuous", items), work.side("static", batch)));
            sides.forEach(Side::round);
            if (!isComparable()) {
                return compare(what, measure(what, sides), goal);
            }
            try (Worker transformers = transformers(batch, work.prompt(), limits)) {
                settings.put("agreement, " + what, agreement(work, transformers));
                sides.add(transformers);
                return compare(what, measure(what, sides), goal);
            }
        }
    }

    private List<Rates> measure(String what, List<Side> sides) {
        ProgressLog.say(what);
        return Interleaved.measure(sides, options.rounds(ROUNDS), "tokens/s", ProgressLog::say);
    }

    private Path photos() {
        return options.home().resolve("demo/data/emoji/images");
    }

    /** The demo's model has an encoder that transformers does not have. */
    private boolean isComparable() {
        return options.hasPython() && options.language().isPresent();
    }

    private Worker transformers(int batch, String prompt, List<Integer> limits) {
        int threads = Runtime.getRuntime().availableProcessors();
        String tokens = String.join(",", limits.stream().map(String::valueOf).toList());
        return Worker.start(
                "transformers",
                Commands.python(
                        options.python(),
                        options.script("decode.py"),
                        bundle.directory(),
                        photos(),
                        items,
                        batch,
                        threads,
                        prompt,
                        tokens,
                        "cpu"));
    }

    private static double agreement(DecodeWork work, Worker transformers) {
        return WorkAgreement.require("ours", work.firstTokens(), transformers.name(), transformers.check());
    }

    private static List<Comparison> compare(String what, List<Rates> rates, double goal) {
        Rates continuous = rates.get(0);
        Rates transformers = rates.size() > 2 ? rates.get(2) : null;
        return List.of(
                new Comparison(what, continuous, transformers, Goal.ratio(goal)),
                new Comparison(what, continuous, rates.get(1), Goal.NONE));
    }
}
