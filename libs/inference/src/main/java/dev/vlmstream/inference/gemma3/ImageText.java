package dev.vlmstream.inference.gemma3;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.inference.tokenizer.Tokenizer;

/**
 * How an image stands in a prompt; transformers' {@code Gemma3Processor}. The line breaks around it are part of the text, as
 * tokenizers put several of them into one token.
 */
final class ImageText {

    private final Placeholder begin;
    private final String expanded;

    private ImageText(Placeholder begin, String expanded) {
        this.begin = begin;
        this.expanded = expanded;
    }

    /** @throws dev.vlmstream.inference.BundleException if the tokenizer does not know the tokens */
    static ImageText of(BundleDirectory files, ImageTokenIds tokens, Tokenizer tokenizer) {
        Placeholder begin = known(files, tokens.begin(), tokenizer);
        Placeholder feature = known(files, tokens.feature(), tokenizer);
        Placeholder end = known(files, tokens.end(), tokenizer);
        String features = feature.text().repeat(tokens.count());
        return new ImageText(begin, "\n\n" + begin.text() + features + end.text() + "\n\n");
    }

    private static Placeholder known(BundleDirectory files, int id, Tokenizer tokenizer) {
        Placeholder token = new Placeholder(tokenizer.decode(new int[] {id}, false), id);
        token.requireKnown(files, tokenizer);
        return token;
    }

    /**
     * Writes an image's tokens in the place of the one that begins them.
     *
     * @throws IllegalArgumentException if placeholders and image do not go together
     */
    String expand(String prompt, boolean withImage) {
        begin.requireFitting(begin.occurrences(prompt), withImage ? 1 : 0);
        return prompt.replace(begin.text(), expanded);
    }
}
