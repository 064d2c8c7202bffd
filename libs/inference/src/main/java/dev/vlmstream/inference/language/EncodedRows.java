package dev.vlmstream.inference.language;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorRows;
import dev.vlmstream.inference.onnx.TensorRows.Blend;
import dev.vlmstream.inference.onnx.TensorSpec;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What an encoder gave for some images, as rows of one width that lie one after another in tensors of any shape: what each
 * image's features are picked from.
 */
public final class EncodedRows implements AutoCloseable {

    private final TensorRows rows;
    private final List<Tensor> tensors;
    private final int width;

    /** Takes over the tensors. */
    public EncodedRows(LanguageParts language, List<Tensor> tensors, int width) {
        this.rows = language.decoder().rows();
        this.tensors = new ArrayList<>(tensors);
        this.width = width;
    }

    /** As wide as the tensors' last dimension is; takes them over. */
    public EncodedRows(LanguageParts language, List<Tensor> tensors) {
        this(language, tensors, (int) tensors.get(0).shape()[tensors.get(0).shape().length - 1]);
    }

    /** How many rows there are. */
    public long count() {
        return tensors.stream().mapToLong(tensor -> tensor.elements() / width).sum();
    }

    /** Adds weighted sums of the rows that are there, behind these; returns the number of the first. */
    public long append(Blend blend) {
        long first = count();
        tensors.add(rows.blend(tensors, blend, width));
        return first;
    }

    /** The features of as many images, for each the same number of rows. */
    public List<Tensor> split(int images) {
        long each = count() / images;
        return pick(IntStream.range(0, images)
                .mapToObj(image -> range(image * each, each))
                .toList());
    }

    /** The features of images of several tiles, which were encoded one image's after another's; for each tile as many rows. */
    public List<Tensor> ofTiles(List<VisionInput> images) {
        int tiles = images.stream().mapToInt(image -> image.shape()[0]).sum();
        long each = count() / tiles;
        List<long[]> rowsOfImages = new ArrayList<>();
        long next = 0;
        for (VisionInput image : images) {
            long rowsOfImage = image.shape()[0] * each;
            rowsOfImages.add(range(next, rowsOfImage));
            next += rowsOfImage;
        }
        return pick(rowsOfImages);
    }

    /**
     * Requires that an encoder gives a tile as many features as the configuration says.
     *
     * @param found features of each tile
     * @param said where {@code expected} is from, in words
     * @throws BundleException if it gives another number
     */
    public static void requireEach(long found, long expected, BundleDirectory bundle, String said) {
        if (found != expected) {
            throw new BundleException(bundle.path() + ": vision_encoder gives " + found + " features per tile, but "
                    + said + "; one of the two files is another model's");
        }
    }

    /**
     * The features of some images; the caller closes them.
     *
     * @param images the numbers of each one's rows
     */
    public List<Tensor> pick(List<long[]> images) {
        try (Loading picking = new Loading()) {
            List<Tensor> features = new ArrayList<>();
            for (long[] image : images) {
                features.add(picking.add(rows.pick(tensors, image, 1, image.length, width)));
            }
            return picking.complete(features);
        }
    }

    /**
     * Some rows as one tensor {@code [a, b, width]} of the type that {@code as} declares; the caller closes it.
     *
     * @param chosen the numbers of a * b rows
     */
    public Tensor pick(TensorSpec as, long[] chosen, long a, long b) {
        return rows.pick(tensors, as, chosen, a, b, width);
    }

    /** Numbers of rows that lie one after another. */
    public static long[] range(long from, long count) {
        return LongStream.range(from, from + count).toArray();
    }

    @Override
    public void close() {
        Loading.closeAll(tensors);
    }

    /**
     * Pictures of which some may come several times, with other prompts: a vision encoder that reads no prompts sees each once.
     *
     * @param pixels of each picture, once
     * @param places for each image that was given, which of these
     */
    public record DistinctPictures(List<float[]> pixels, int[] places) {

        /** Pictures by identity. */
        public static DistinctPictures of(List<VisionInput> images) {
            Map<VisionInput, Integer> distinct = new IdentityHashMap<>();
            List<float[]> pixels = new ArrayList<>();
            int[] places = new int[images.size()];
            for (int i = 0; i < places.length; i++) {
                VisionInput image = images.get(i);
                places[i] = distinct.computeIfAbsent(image, first -> distinct.size());
                if (places[i] == pixels.size()) {
                    pixels.add(image.pixelValues());
                }
            }
            return new DistinctPictures(pixels, places);
        }
    }
}
