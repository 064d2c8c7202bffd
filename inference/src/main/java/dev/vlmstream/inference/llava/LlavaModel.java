package dev.vlmstream.inference.llava;

import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.RuntimeOptions;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.decoding.Answer;
import dev.vlmstream.inference.decoding.EmbeddedPrompt;
import dev.vlmstream.inference.image.ImageProcessor;
import dev.vlmstream.inference.onnx.Loading;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Three graphs, a tokenizer, and the prompts between them. */
final class LlavaModel implements VisionLanguageModel {

    private static final float[][] NO_IMAGE = {};

    private final ModelBundle bundle;
    private final LlavaParts parts;
    private final LlavaPrompts prompts;

    private LlavaModel(ModelBundle bundle, LlavaParts parts, LlavaPrompts prompts) {
        this.bundle = bundle;
        this.parts = parts;
        this.prompts = prompts;
    }

    static LlavaModel load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options) {
        try (Loading loading = new Loading()) {
            LlavaParts parts = LlavaParts.load(files, options, loading);
            return loading.complete(new LlavaModel(bundle, parts, new LlavaPrompts(files, parts.image())));
        }
    }

    @Override
    public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
        return prompts.prompt(question, withImage, style, chainOfThought);
    }

    @Override
    public List<Generation> generate(List<Request> requests, GenerationOptions options) {
        if (requests.isEmpty()) {
            return List.of();
        }
        long started = System.nanoTime();
        return parts.search().answer(embedded(requests), options, started).stream()
                .map(this::generation)
                .toList();
    }

    private Generation generation(Answer answer) {
        int[] ids = answer.tokenIds();
        return new Generation(
                parts.tokenizer().decode(ids, true).strip(),
                ids,
                answer.inputIds(),
                answer.truncated(),
                answer.minGap(),
                answer.secondsToFirstToken(),
                answer.seconds());
    }

    @Override
    public float[] nextTokenLogits(Request request) {
        return parts.search().nextTokenLogits(embedded(List.of(request)))[0];
    }

    @Override
    public float[][][] imageFeatures(List<float[]> pixelValues) {
        return parts.imageFeatures(pixelValues);
    }

    private List<EmbeddedPrompt> embedded(List<Request> requests) {
        List<int[]> ids = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            ids.add(inputIds(requests.get(i), i));
        }
        Map<float[], float[][]> features = features(requests);
        List<EmbeddedPrompt> embedded = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            float[] pixels = requests.get(i).pixelValues();
            float[][] own = pixels == null ? NO_IMAGE : features.get(pixels);
            embedded.add(new EmbeddedPrompt(ids.get(i), parts.image().id(), own));
        }
        return embedded;
    }

    private int[] inputIds(Request request, int index) {
        try {
            int[] ids = parts.image().expand(parts.encode(request.prompt()), request.pixelValues() != null);
            if (ids.length >= parts.longestContext()) {
                throw new IllegalArgumentException(
                        "the prompt has " + ids.length + " tokens, the model's context is " + parts.longestContext());
            }
            return ids;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("request " + index + ": " + e.getMessage(), e);
        }
    }

    /** Each array of pixels is encoded once, however many questions share it. */
    private Map<float[], float[][]> features(List<Request> requests) {
        Map<float[], float[][]> features = new IdentityHashMap<>();
        requests.stream().map(Request::pixelValues).filter(p -> p != null).forEach(p -> features.put(p, NO_IMAGE));
        List<float[]> images = List.copyOf(features.keySet());
        float[][][] encoded = imageFeatures(images);
        for (int i = 0; i < encoded.length; i++) {
            features.put(images.get(i), encoded[i]);
        }
        return features;
    }

    @Override
    public ModelBundle bundle() {
        return bundle;
    }

    @Override
    public ImageProcessor imageProcessor() {
        return parts.processor();
    }

    @Override
    public void close() {
        parts.close();
    }
}
