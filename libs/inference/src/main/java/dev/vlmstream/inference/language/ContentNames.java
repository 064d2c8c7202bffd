package dev.vlmstream.inference.language;

import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.decoding.EmbeddedPrompt;
import dev.vlmstream.inference.decoding.PrefixCache;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names of what the features of a call's images show. An image without a name that several requests share gets one for the
 * call, so that these profit, too. Where the encoder reads the prompt, it is part of the name.
 */
final class ContentNames {

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
