package dev.vlmstream.benchmarks.cases;

import dev.vlmstream.benchmarks.Options;
import dev.vlmstream.benchmarks.Progress;
import dev.vlmstream.benchmarks.measure.Interleaved;
import dev.vlmstream.benchmarks.measure.Rates;
import dev.vlmstream.benchmarks.measure.Round;
import dev.vlmstream.benchmarks.measure.Side;
import dev.vlmstream.benchmarks.report.Comparison;
import dev.vlmstream.benchmarks.report.Goal;
import dev.vlmstream.benchmarks.report.Report;
import dev.vlmstream.benchmarks.workload.Manifests;
import dev.vlmstream.benchmarks.workload.Photos;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.RuntimeOptions;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tokens a second of the demo's vision-language model, the same requests in batches of several sizes. */
public final class Decode {
    private static final int ROUNDS = 3;
    private static final int IMAGES = 64;
    private static final int TOKENS = 32;
    private static final List<Integer> BATCHES = List.of(1, 4, 8, 16);

    private Decode() {}

    /** One batch size. Answers go on to the limit, so that all sides make the same tokens. */
    private record BatchSide(VisionLanguageModel model, List<Request> requests, int batch) implements Side {
        @Override
        public String name() {
            return "batch " + batch;
        }

        @Override
        public Round round() {
            GenerationOptions options = GenerationOptions.of(model.bundle())
                    .withMaxNewTokens(TOKENS)
                    .withStopTokenIds(List.of());
            long tokens = 0;
            long begun = System.nanoTime();
            for (int from = 0; from < requests.size(); from += batch) {
                List<Request> some = requests.subList(from, Math.min(requests.size(), from + batch));
                tokens += model.generate(some, options).stream()
                        .mapToLong(answer -> answer.tokenIds().length)
                        .sum();
            }
            return Round.since(begun, tokens);
        }
    }

    public static Report measure(Options options) {
        int images = options.items(IMAGES);
        ModelBundle bundle = ModelBundle.open(options.home().resolve("demo/models/emoji-vlm"));
        try (Model model = Model.load(bundle, RuntimeOptions.cpu())) {
            List<Request> requests = requests((VisionLanguageModel) model, options, images);
            List<Side> sides = new ArrayList<>();
            BATCHES.forEach(batch -> sides.add(new BatchSide((VisionLanguageModel) model, requests, batch)));
            sides.forEach(Side::round);
            List<Rates> rates = Interleaved.measure(sides, options.rounds(ROUNDS), "tokens/s", Progress::say);
            return Report.of(
                    "decode", Map.of("images", images, "tokens", TOKENS, "model", bundle.name()), compare(rates));
        }
    }

    private static List<Comparison> compare(List<Rates> rates) {
        List<Comparison> rows = new ArrayList<>();
        for (int i = 1; i < rates.size(); i++) {
            Goal goal = BATCHES.get(i) == 8 ? Goal.ratio(1.5) : Goal.NONE;
            rows.add(new Comparison("decode", rates.get(i), rates.get(0), goal));
        }
        return rows;
    }

    private static List<Request> requests(VisionLanguageModel model, Options options, int images) {
        String prompt = model.prompt(Manifests.QUESTION, true, PromptStyle.CHAT, false);
        return Photos.read(options.home().resolve("demo/data/emoji/images"), images).stream()
                .map(photo -> model.imageProcessor().input(photo.bytes(), photo.name()))
                .map(input -> new Request(Picture.Pixels.of(input), prompt))
                .toList();
    }
}
