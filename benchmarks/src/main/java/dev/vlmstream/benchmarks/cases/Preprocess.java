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
import dev.vlmstream.benchmarks.workload.Photos;
import dev.vlmstream.benchmarks.workload.ProgressLog;
import dev.vlmstream.inference.ImageBatch.EncodedImage;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One thread on one core: from an encoded photo to {@code pixel_values}, beside Pillow and numpy. */
public final class Preprocess {
    private static final int ROUNDS = 5;

    private Preprocess() {}

    public static BenchmarkReport measure(Options options) {
        int limit = options.items(Photos.LIMIT);
        Object[] arguments = {options.model().resolve("preprocessor_config.json"), options.photos(), limit};
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("photos", limit);
        settings.put("model", options.model().getFileName().toString());
        settings.put("pinned", Commands.hasTaskset());
        List<Side> sides = new ArrayList<>();
        try (Worker ours = Worker.start(
                        "ImageProcessor", Commands.onOneCore(Commands.java(PreprocessWorker.class, arguments)));
                Worker pillow = options.hasPython() ? pillow(options, arguments) : null) {
            sides.add(ours);
            if (pillow != null) {
                sides.add(pillow);
                settings.put("agreement", WorkAgreement.require(ours, pillow));
            }
            List<Rates> rates = Interleaved.measure(sides, options.rounds(ROUNDS), "images/s", ProgressLog::say);
            return BenchmarkReport.of(
                    "preprocess",
                    settings,
                    List.of(new Comparison(
                            "preprocessing, one thread",
                            rates.get(0),
                            rates.size() > 1 ? rates.get(1) : null,
                            Goal.ratio(1.0))));
        }
    }

    private static Worker pillow(Options options, Object... arguments) {
        return Worker.start(
                "Pillow + numpy",
                Commands.onOneCore(Commands.python(options.python(), options.script("preprocess.py"), arguments)));
    }

    /** Preprocesses photos on one thread. Arguments: configuration file, photos, limit. */
    static final class PreprocessWorker {
        private static final int WARM_UP = 2;

        private PreprocessWorker() {}

        public static void main(String[] arguments) throws IOException {
            ImageProcessor processor = ImageProcessor.load(Path.of(arguments[0]));
            List<EncodedImage> photos = Photos.read(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
            for (int i = 0; i < WARM_UP; i++) {
                all(processor, photos);
            }
            Worker.serve(
                    photos.stream().map(photo -> magnitude(processor, photo)).toList(), () -> all(processor, photos));
        }

        private static long all(ImageProcessor processor, List<EncodedImage> photos) {
            for (EncodedImage photo : photos) {
                processor.input(photo.bytes(), photo.name());
            }
            return photos.size();
        }

        private static double magnitude(ImageProcessor processor, EncodedImage photo) {
            double sum = 0;
            for (float value : processor.input(photo.bytes(), photo.name()).pixelValues()) {
                sum += Math.abs(value);
            }
            return sum;
        }
    }
}
