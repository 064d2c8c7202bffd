package dev.vlmstream.inference.language;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How many positions a decoder was made for, and what of them texts take. */
public final class ContextLength {
    private ContextLength() {}

    /** What the bundle says; empty if it says nothing. */
    public static Optional<Integer> of(BundleDirectory files) {
        return Stream.of("text_config.", "", "phi_config.")
                .flatMap(part -> files.optionalCount(part + "max_position_embeddings", Integer.MAX_VALUE).stream())
                .findFirst();
    }

    /**
     * How many tokens each text has by the bundle's own tokenizer, without any that it puts around it. A prompt with that question
     * has more: its template's and the image's.
     *
     * @throws dev.vlmstream.inference.bundle.BundleException if the tokenizer is missing or cannot be read
     */
    public static List<Integer> tokens(BundleDirectory files, List<String> texts) {
        try (Tokenizer tokenizer = Tokenizer.load(files)) {
            return texts.stream()
                    .map(text -> tokenizer.encode(text, false).length)
                    .toList();
        }
    }
}
