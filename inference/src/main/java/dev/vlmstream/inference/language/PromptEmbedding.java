package dev.vlmstream.inference.language;

import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.decoding.EmbeddedPrompt;
import dev.vlmstream.inference.image.ImageLayout;
import dev.vlmstream.inference.image.VisionInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From requests to prompts with ids, image features and positions. */
final class PromptEmbedding {

    private static final float[][] NO_IMAGE = {};

    private final Architecture architecture;
    private final int longestContext;

    PromptEmbedding(Architecture architecture, int longestContext) {
        this.architecture = architecture;
        this.longestContext = longestContext;
    }

    /** What has features of its own: an image, with the prompt if the encoder reads that too. Images by identity. */
    private record Encoding(VisionInput input, String prompt) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Encoding o && o.input == input && o.prompt.equals(prompt);
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(input) + prompt.hashCode();
        }
    }

    /** @throws IllegalArgumentException if a request cannot be asked; the message says which */
    List<EmbeddedPrompt> embed(List<Request> requests) {
        List<int[]> ids = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            ids.add(inputIds(requests.get(i), i));
        }
        Map<Encoding, float[][]> features = encode(requests);
        List<EmbeddedPrompt> embedded = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            Request request = requests.get(i);
            embedded.add(new EmbeddedPrompt(
                    ids.get(i),
                    architecture.imageToken(),
                    features(request, features),
                    architecture.positions(ids.get(i), layout(request)),
                    content(request)));
        }
        return embedded;
    }

    private int[] inputIds(Request request, int index) {
        try {
            int[] ids = architecture.inputIds(request.prompt(), layout(request));
            if (ids.length >= longestContext) {
                throw new IllegalArgumentException(
                        "the prompt has " + ids.length + " tokens, the model's context is " + longestContext);
            }
            return ids;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("request " + index + ": " + e.getMessage(), e);
        }
    }

    private static ImageLayout layout(Request request) {
        return request.picture() == null ? null : request.picture().layout();
    }

    /** Features that depend on the prompt make the prompt part of the content. */
    private String content(Request request) {
        if (request.picture() == null || request.picture().content() == null) {
            return null;
        }
        String content = request.picture().content();
        return architecture.readsPrompt() ? content + "\n" + request.prompt() : content;
    }

    /** Each image is encoded once, however many questions share it. */
    private Map<Encoding, float[][]> encode(List<Request> requests) {
        Map<Encoding, float[][]> features = new LinkedHashMap<>();
        requests.stream()
                .filter(request -> request.picture() instanceof Picture.Pixels)
                .forEach(request -> features.put(encoding(request), NO_IMAGE));
        List<Encoding> wanted = List.copyOf(features.keySet());
        if (wanted.isEmpty()) {
            return features;
        }
        List<float[][]> encoded = architecture.encode(
                wanted.stream().map(Encoding::input).toList(),
                wanted.stream().map(Encoding::prompt).toList());
        for (int i = 0; i < wanted.size(); i++) {
            features.put(wanted.get(i), encoded.get(i));
        }
        return features;
    }

    private Encoding encoding(Request request) {
        VisionInput input = ((Picture.Pixels) request.picture()).input();
        return new Encoding(input, architecture.readsPrompt() ? request.prompt() : "");
    }

    private float[][] features(Request request, Map<Encoding, float[][]> encoded) {
        if (request.picture() == null) {
            return NO_IMAGE;
        }
        return request.picture() instanceof Picture.Encoded given ? given.features() : encoded.get(encoding(request));
    }
}
