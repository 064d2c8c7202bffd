package dev.vlmstream.decode;

import dev.vlmstream.inference.FloatBytes;
import dev.vlmstream.inference.ImageBatch;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.serving.ModelRequest;
import dev.vlmstream.serving.QuestionHandler.Answers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Makes questions' images ready for a model: side by side through preprocessing, or as an encoder elsewhere left them. */
final class Pictures {
    /** Few enough for every model. */
    private static final int LEAST = 16;
    /** Pictures that are ready take no more than this part of the heap. */
    private static final int PART_OF_HEAP = 6;

    private final ImageProcessor processor;
    private final Executor preprocessing;
    private long largest;

    Pictures(ImageProcessor processor, Executor preprocessing) {
        this.processor = processor;
        this.preprocessing = preprocessing;
    }

    /** How many may be ready at once, by the largest so far. */
    int atOnce() {
        long room = largest == 0 ? LEAST : Runtime.getRuntime().maxMemory() / PART_OF_HEAP / largest;
        return (int) Math.max(LEAST, Math.min(Integer.MAX_VALUE, room));
    }

    /** In the requests' order; those whose image is of no use have failed. */
    List<PreparedQuestion> prepare(List<ModelRequest> requests, Answers answers) {
        List<ImageBatch.EncodedImage> files = requests.stream()
                .filter(request -> request.image() != null)
                .map(request -> new ImageBatch.EncodedImage(
                        request.question().getImage().getName(), request.image()))
                .toList();
        List<ImageBatch.Prepared> prepared = ImageBatch.prepare(processor, files, preprocessing);
        List<PreparedQuestion> asked = new ArrayList<>(requests.size());
        int next = 0;
        for (ModelRequest request : requests) {
            if (request.image() != null) {
                accept(request, prepared.get(next++), asked, answers);
            } else {
                accept(request, asked, answers);
            }
        }
        asked.forEach(one -> largest = Math.max(largest, bytes(one.picture())));
        return asked;
    }

    private static long bytes(Picture picture) {
        if (picture instanceof Picture.Pixels pixels) {
            return (long) pixels.input().pixelValues().length * Float.BYTES;
        }
        return picture instanceof Picture.Encoded encoded && encoded.features().length > 0
                ? (long) encoded.features().length * encoded.features()[0].length * Float.BYTES
                : 0;
    }

    private static void accept(
            ModelRequest request, ImageBatch.Prepared image, List<PreparedQuestion> asked, Answers answers) {
        if (image.error() != null) {
            answers.failed(request, image.error().getMessage());
        } else {
            String content = request.question().getImage().getSha256();
            asked.add(new PreparedQuestion(request, new Picture.Pixels(image.input(), content)));
        }
    }

    private static void accept(ModelRequest request, List<PreparedQuestion> asked, Answers answers) {
        try {
            asked.add(new PreparedQuestion(request, encoded(request)));
        } catch (IllegalArgumentException e) {
            answers.failed(request, "the features of its image are not usable: " + e.getMessage());
        }
    }

    /** Null where the question has no image. */
    private static @Nullable Picture encoded(ModelRequest request) {
        Features features = request.features();
        if (features == null || request.question().getImage() == null) {
            return null;
        }
        float[] values = FloatBytes.of(features.getDtype()).read(features.getData());
        return new Picture.Encoded(
                rows(values, features.getShape()),
                layout(features.getLayout()),
                request.question().getImage().getSha256());
    }

    private static float[][] rows(float[] values, List<Integer> shape) {
        if (shape.size() != 2 || shape.get(0) * shape.get(1) != values.length) {
            throw new IllegalArgumentException(values.length + " values in the shape " + shape);
        }
        int width = shape.get(1);
        float[][] rows = new float[shape.get(0)][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
        }
        return rows;
    }

    private static ImageLayout layout(List<Integer> layout) {
        if (layout.size() != 4) {
            throw new IllegalArgumentException("the layout has " + layout.size() + " numbers, not 4");
        }
        return new ImageLayout(layout.get(0), layout.get(1), layout.get(2), layout.get(3));
    }
}
