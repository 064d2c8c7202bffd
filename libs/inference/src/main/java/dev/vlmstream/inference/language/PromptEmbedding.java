package dev.vlmstream.inference.language;

import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.decoding.AttentionBlock;
import dev.vlmstream.inference.decoding.EmbeddedPrompt;
import dev.vlmstream.inference.decoding.EmbeddedPrompt.Features;
import dev.vlmstream.inference.decoding.Positions;
import dev.vlmstream.inference.decoding.PrefixCache;
import dev.vlmstream.inference.onnx.TensorRows;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * From requests to prompts with ids, image features and positions.
 *
 * @param rows where the decoder computes
 * @param prefixes where what is computed of the prompts may be kept
 */
record PromptEmbedding(Architecture architecture, TensorRows rows, PrefixCache prefixes, int longestContext) {
    /**
     * With all images to be encoded. The caller closes the prompts.
     *
     * @throws IllegalArgumentException if a request cannot be asked; of several the message says which
     */
    EmbeddedPrompts embed(List<Request> requests) {
        return embed(requests, prompt -> false);
    }

    /**
     * Images are encoded when a prompt's features are asked for. The caller closes the prompts.
     *
     * @param known whether a prompt's features will not be asked for
     * @throws IllegalArgumentException if a request cannot be asked; of several the message says which
     */
    EmbeddedPrompts embed(List<Request> requests, Predicate<EmbeddedPrompt> known) {
        List<int[]> ids = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            ids.add(inputIds(requests.get(i), requests.size() > 1 ? "request " + i + ": " : ""));
        }
        ContentNames names = new ContentNames(requests, architecture.readsPrompt());
        ImageFeatures features = new ImageFeatures(architecture, rows, known);
        List<EmbeddedPrompt> embedded = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            embedded.add(embed(requests.get(i), ids.get(i), names, features));
        }
        return new EmbeddedPrompts(embedded, ids, features, prefixes);
    }

    private EmbeddedPrompt embed(Request request, int[] inputIds, ContentNames names, ImageFeatures features) {
        int[] ids = architecture.decoderIds(request.prompt(), inputIds);
        Positions positions = architecture.positions(ids, layout(request));
        AttentionBlock block = architecture.block(request.prompt(), ids);
        String content = names.of(request);
        if (request.picture() == null) {
            return new EmbeddedPrompt(
                    ids, architecture.imageToken(), EmbeddedPrompt.NO_FEATURES, positions, block, content);
        }
        // No name means that no other request has these features, though one may have the image.
        Object key = content == null ? new Object() : content;
        Supplier<Features> encoded = features.of(key, request.picture(), request.prompt());
        String kept = content == null ? null : content + seen(ids, block);
        EmbeddedPrompt prompt = new EmbeddedPrompt(ids, architecture.imageToken(), encoded, positions, block, kept);
        features.expect(key, prompt);
        return prompt;
    }

    /** What is computed of an image that sees its prompt is good for this prompt alone, and so is the name it is kept under. */
    private String seen(int[] ids, AttentionBlock block) {
        int last = block.to() - 1;
        boolean sees = last >= block.from() && ids[last] != architecture.imageToken();
        return sees ? "\nbefore " + Arrays.hashCode(Arrays.copyOf(ids, block.to())) : "";
    }

    private int[] inputIds(Request request, String which) {
        try {
            int[] ids = architecture.inputIds(request.prompt(), layout(request));
            if (ids.length >= longestContext) {
                throw new IllegalArgumentException("the prompt has " + ids.length
                        + " tokens, the model's context is " + longestContext
                        + "; offer fewer labels, or ask in fewer words");
            }
            return ids;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(which + e.getMessage(), e);
        }
    }

    private static @Nullable ImageLayout layout(Request request) {
        return request.picture() == null ? null : request.picture().layout();
    }

    /**
     * A call's prompts, in order, and all tokens of each, image tokens included. On closing what is left of their images' features is let go, and what was kept under names that
     * are only good for the call.
     *
     * @param features that the prompts ask for
     */
    record EmbeddedPrompts(List<EmbeddedPrompt> all, List<int[]> inputIds, ImageFeatures features, PrefixCache prefixes)
            implements AutoCloseable {

        @Override
        public void close() {
            ContentNames.forget(all, prefixes);
            features.close();
        }
    }

    /**
     * Names of what the features of a call's images show. An image without a name that several requests share gets one for the
     * call, so that these profit, too. Where the encoder reads the prompt, it is part of the name.
     */
    private static final class ContentNames {

        private static final String OF_A_CALL = "within a call: ";

        private final boolean withPrompt;
        private final Map<Shared, Integer> askers = new HashMap<>();
        private final Map<Shared, String> names = new HashMap<>();

        ContentNames(List<Request> requests, boolean withPrompt) {
            this.withPrompt = withPrompt;
            requests.stream()
                    .filter(request -> request.picture() != null)
                    .forEach(request -> askers.merge(shared(request), 1, Integer::sum));
        }

        /** Images by identity. */
        private record Shared(Object image, String prompt) {
            @Override
            public boolean equals(Object other) {
                return other instanceof Shared o && o.image == image && o.prompt.equals(prompt);
            }

            @Override
            public int hashCode() {
                return 31 * System.identityHashCode(image) + prompt.hashCode();
            }
        }

        /** Null if there is no image, or one without a name that no other request has. */
        @Nullable
        String of(Request request) {
            if (request.picture() == null) {
                return null;
            }
            String content = request.picture().content();
            if (content != null) {
                return withPrompt ? content + "\n" + request.prompt() : content;
            }
            Shared shared = shared(request);
            return askers.get(shared) == 1 ? null : names.computeIfAbsent(shared, key -> OF_A_CALL + names.size());
        }

        /** Drops from the cache what has a name that was only good for the call. */
        static void forget(List<EmbeddedPrompt> prompts, PrefixCache prefixes) {
            prompts.stream()
                    .map(EmbeddedPrompt::content)
                    .filter(ContentNames::isOfACall)
                    .forEach(prefixes::forget);
        }

        private static boolean isOfACall(String name) {
            return name != null && name.startsWith(OF_A_CALL);
        }

        private Shared shared(Request request) {
            Object image = request.picture() instanceof Picture.Encoded encoded
                    ? encoded.features()
                    : ((Picture.Pixels) request.picture()).input();
            return new Shared(image, withPrompt ? request.prompt() : "");
        }
    }
}
