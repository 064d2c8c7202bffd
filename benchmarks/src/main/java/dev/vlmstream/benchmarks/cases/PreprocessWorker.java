package dev.vlmstream.benchmarks.cases;

import dev.vlmstream.benchmarks.measure.WorkerLoop;
import dev.vlmstream.benchmarks.workload.Photos;
import dev.vlmstream.inference.ImageBatch.EncodedImage;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Preprocesses photos on one thread. Arguments: configuration file, photos, limit. */
final class PreprocessWorker {
    private static final int WARM_UP = 2;

    private PreprocessWorker() {}

    public static void main(String[] arguments) throws IOException {
        ImageProcessor processor = ImageProcessor.load(Path.of(arguments[0]));
        List<EncodedImage> photos = Photos.read(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
        for (int i = 0; i < WARM_UP; i++) {
            all(processor, photos);
        }
        WorkerLoop.serve(
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
