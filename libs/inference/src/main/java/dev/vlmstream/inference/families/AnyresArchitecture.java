package dev.vlmstream.inference.families;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.families.Grid.Lines;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.EncodedRows;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PixelGraph;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorRows.Blend;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.AnyresImageProcessor;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What models have in common that look at a whole picture and at its tiles, whose number follows from its shape
 * ("anyres"): from the features of tiles to those of image tokens.
 *
 * <p>Tiles by the picture's shape, and image tokens by its exact size; subclasses say what is around a question.
 */
abstract class AnyresArchitecture implements Architecture {
    private static final String NEWLINE = "image_newline";
    private static final String NEWLINE_FILE = "image_newline.bin";

    /** For models that keep every patch. */
    static final int ALL_TILES = Integer.MAX_VALUE;

    private final BundleDirectory bundle;
    private final LanguageParts language;
    private final AnyresImageProcessor processor;
    private final PixelGraph vision;
    private final Placeholder placeholder;
    private final int side;
    private final int mostTiles;
    /** The embedding after each row of patches, a parameter of the model that is in no graph. */
    private final float[] newline;

    /**
     * Loads what is not the language's.
     *
     * @param model whose tiles, in words
     * @param mostTiles of more tiles' patches the features are made fewer, as by {@link Grid#reduced}
     */
    AnyresArchitecture(
            BundleDirectory bundle,
            LanguageParts language,
            RuntimeOptions options,
            Loading loading,
            String model,
            int mostTiles) {
        this.bundle = bundle;
        this.language = language;
        this.processor = Requirements.imageProcessor(bundle, options, AnyresImageProcessor.class, model + "'s tiles");
        this.vision = new PixelGraph(
                LanguageParts.graph(bundle, LanguageFamily.VISION, options, loading),
                processor.tile(),
                "image_features");
        this.placeholder = Placeholder.read(bundle);
        this.side = side(bundle);
        this.mostTiles = mostTiles;
        this.newline = newline(bundle, language.width());
    }

    /** As {@link LanguageFamily#visionRequirements}. */
    static List<Consumer<BundleDirectory>> requirements(RuntimeOptions options) {
        return List.of(
                Requirements.imageProcessor(options),
                Requirements.graph(LanguageFamily.VISION, options),
                Placeholder::read,
                AnyresArchitecture::side,
                AnyresArchitecture::newlineFile);
    }

    /** Patches along a tile. */
    static int side(BundleDirectory bundle) {
        int side = Placeholder.patches(bundle);
        Placeholder.requireCount(bundle, (long) side * side);
        return side;
    }

    final BundleDirectory bundle() {
        return bundle;
    }

    final Placeholder placeholder() {
        return placeholder;
    }

    @Override
    public final ImageProcessor imageProcessor() {
        return processor;
    }

    @Override
    public final int imageToken() {
        return placeholder.id();
    }

    @Override
    public final int[] inputIds(String prompt, @Nullable ImageLayout image) {
        int count = image == null ? 0 : Grid.of(image, side).tokens(mostTiles);
        return placeholder.expand(language.encode(prompt), count);
    }

    @Override
    public final List<Tensor> encode(List<VisionInput> images, List<String> prompts) {
        List<float[]> tiles = new ArrayList<>();
        images.forEach(image -> tiles.addAll(image.pieces()));
        List<Tensor> encoded = new ArrayList<>(vision.tensors(tiles));
        encoded.add(Tensor.floats(new float[][] {newline}));
        try (EncodedRows rows = new EncodedRows(language, encoded, newline.length)) {
            long end = rows.count() - 1;
            EncodedRows.requireEach(
                    end / tiles.size(),
                    (long) side * side,
                    bundle,
                    "vision_config of config.json says " + side + " x " + side);
            List<long[]> packed = new ArrayList<>();
            int tile = 0;
            for (VisionInput image : images) {
                PackedFeatures features = new PackedFeatures(Grid.of(image.layout(), side), tile, end);
                packed.add(features.rows(mostTiles, rows::append));
                tile += image.shape()[0];
            }
            return rows.pick(packed);
        }
    }

    @Override
    public final void close() {
        vision.close();
    }

    /**
     * Reads little-endian float32 from the file that config.json names, or {@code image_newline.bin}.
     *
     * @param width values of an embedding
     * @throws BundleException if the file is missing or of another length
     */
    private static float[] newline(BundleDirectory bundle, int width) {
        Path file = newlineFile(bundle);
        try {
            long length = Files.size(file);
            if (length != (long) width * Float.BYTES) {
                throw new BundleException(file + " has " + length + " bytes, but an embedding is " + width
                        + " values of float32; write the parameter image_newline of this model into it");
            }
            float[] values = new float[width];
            ByteBuffer.wrap(Files.readAllBytes(file))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
            return values;
        } catch (IOException e) {
            throw new BundleException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** @throws BundleException if there is no such file */
    private static Path newlineFile(BundleDirectory bundle) {
        String name = bundle.config().path(NEWLINE).path("file").asText(NEWLINE_FILE);
        if (!bundle.has(name)) {
            throw new BundleException(bundle.path().resolve(name) + " is missing; write the model's parameter"
                    + " image_newline into it, as little-endian float32");
        }
        return bundle.file(name);
    }

    /**
     * From the features of a picture's tiles to those of its image tokens; transformers' {@code pack_image_features}.
     *
     * @param tile the number of the picture's first tile, among those of all pictures
     * @param newline the number of the newline, among the patches of all tiles
     */
    private record PackedFeatures(Grid grid, int tile, long newline) {

        /**
         * The whole picture's patches, then the grid row by row without its padding, each row ended by the newline: their numbers,
         * among the patches of all tiles.
         *
         * @param mostTiles whose patches are few enough
         * @param appended makes of more patches fewer, and tells the first one's number; they lie one after another
         */
        long[] rows(int mostTiles, ToLongFunction<Blend> appended) {
            Lines lines = grid.reduced(mostTiles);
            if (lines.equals(new Lines(grid.height(), grid.width()))) {
                return rows(lines, this::row);
            }
            long first = appended.applyAsLong(Bilinear.reduce(grid.height(), grid.width(), lines, this::row));
            return rows(lines, (y, x) -> first + (long) y * lines.width() + x);
        }

        private long[] rows(Lines lines, Bilinear.Places patches) {
            long[] rows = new long[grid.side() * grid.side() + lines.tokens()];
            int at = 0;
            for (int patch = 0; patch < grid.side() * grid.side(); patch++) {
                rows[at++] = number(0, patch);
            }
            for (int y = 0; y < lines.height(); y++) {
                for (int x = 0; x < lines.width(); x++) {
                    rows[at++] = patches.number(y, x);
                }
                rows[at++] = newline;
            }
            return rows;
        }

        private long row(int y, int x) {
            return number(grid.tile(y, x), grid.patch(y, x));
        }

        private long number(int ofPicture, int patch) {
            return (long) (tile + ofPicture) * grid.side() * grid.side() + patch;
        }
    }

    /** Torch's {@code interpolate(mode="bilinear")}: corners not aligned, not antialiased, positions in single precision. */
    static final class Bilinear {

        private static final int CORNERS = 4;

        private Bilinear() {}

        /** Where a grid's row and column lies among rows of features. */
        @FunctionalInterface
        interface Places {
            long number(int y, int x);
        }

        /** Between which two places of a side a new one lies, and how near the second. */
        private record Between(int first, int second, float share) {
            static Between of(int place, int from, int to) {
                float at = Math.max((float) from / to * (place + 0.5f) - 0.5f, 0);
                int first = Math.min((int) at, from - 1);
                return new Between(first, Math.min(first + 1, from - 1), at - first);
            }
        }

        /** A grid of {@code height * width} places as a smaller one, row by row. */
        static Blend reduce(int height, int width, Lines to, Places places) {
            long[][] rows = new long[CORNERS][to.height() * to.width()];
            float[][] weights = new float[CORNERS][to.height() * to.width()];
            for (int i = 0; i < to.height() * to.width(); i++) {
                Between y = Between.of(i / to.width(), height, to.height());
                Between x = Between.of(i % to.width(), width, to.width());
                for (int corner = 0; corner < CORNERS; corner++) {
                    boolean lower = corner / 2 == 1;
                    boolean right = corner % 2 == 1;
                    rows[corner][i] = places.number(lower ? y.second() : y.first(), right ? x.second() : x.first());
                    weights[corner][i] = (lower ? y.share() : 1 - y.share()) * (right ? x.share() : 1 - x.share());
                }
            }
            return new Blend(rows, weights);
        }
    }
}
