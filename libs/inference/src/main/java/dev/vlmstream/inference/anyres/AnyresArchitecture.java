package dev.vlmstream.inference.anyres;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.EncodedRows;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PixelGraph;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.AnyresImageProcessor;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tiles by the picture's shape, and image tokens by its exact size; subclasses say what is around a question. */
public abstract class AnyresArchitecture implements Architecture {

    /** For models that keep every patch. */
    protected static final int ALL_TILES = Integer.MAX_VALUE;

    private final BundleDirectory bundle;
    private final LanguageParts language;
    private final AnyresImageProcessor processor;
    private final PixelGraph vision;
    private final Placeholder placeholder;
    private final int side;
    private final int mostTiles;
    private final float[] newline;

    /**
     * Loads what is not the language's.
     *
     * @param model whose tiles, in words
     * @param mostTiles of more tiles' patches the features are made fewer, as by {@link Grid#reduced}
     */
    protected AnyresArchitecture(
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
        this.newline = Newline.read(bundle, language.width());
    }

    /** As {@link LanguageFamily#visionRequirements}. */
    public static List<Consumer<BundleDirectory>> requirements(RuntimeOptions options) {
        return List.of(
                Requirements.imageProcessor(options),
                Requirements.graph(LanguageFamily.VISION, options),
                Placeholder::read,
                AnyresArchitecture::side,
                Newline::file);
    }

    /** Patches along a tile. */
    protected static int side(BundleDirectory bundle) {
        int side = Placeholder.patches(bundle);
        Placeholder.requireCount(bundle, (long) side * side);
        return side;
    }

    protected final BundleDirectory bundle() {
        return bundle;
    }

    protected final Placeholder placeholder() {
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
}
