package dev.vlmstream.benchmarks.workload;

import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Texts of a given number of tokens, all different: words that are one token each, drawn at random. The same ones each time. */
public final class WordPrompts implements AutoCloseable {
    private static final int LOOKED_AT = 4000;
    private static final String WORD = "[a-z]{2,}";

    private final Tokenizer tokenizer;
    private final List<String> words;

    private WordPrompts(Tokenizer tokenizer, List<String> words) {
        this.tokenizer = tokenizer;
        this.words = words;
    }

    /** A text and its tokens, those that stand around every text included. */
    public record WordPrompt(String text, List<Integer> ids) {}

    public static WordPrompts of(ModelBundle bundle) {
        Tokenizer tokenizer = Tokenizer.load(bundle.files());
        List<String> words = new ArrayList<>();
        for (int id = 0; id < LOOKED_AT; id++) {
            String word = tokenizer.decode(new int[] {id}, true).strip();
            if (word.matches(WORD) && isOneToken(tokenizer, word)) {
                words.add(word);
            }
        }
        return new WordPrompts(tokenizer, words.stream().distinct().toList());
    }

    /** Behind another word. */
    private static boolean isOneToken(Tokenizer tokenizer, String word) {
        int[] once = tokenizer.encode(word, false);
        return once.length == 1 && tokenizer.encode(word + " " + word, false).length == 2;
    }

    /**
     * @param from how many there are before
     * @param tokens of each
     * @throws IllegalStateException if the tokenizer has too few words, or joins some
     */
    public List<WordPrompt> of(int from, int count, int tokens) {
        int around = tokenizer.encode("", true).length;
        List<WordPrompt> prompts = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            Random random = new Random(1000L * tokens + i);
            String text = random.ints(tokens - around, 0, words.size())
                    .mapToObj(words::get)
                    .collect(Collectors.joining(" "));
            List<Integer> ids =
                    Arrays.stream(tokenizer.encode(text, true)).boxed().toList();
            if (ids.size() != tokens) {
                throw new IllegalStateException(
                        "words of one token each made " + ids.size() + " tokens, not " + tokens);
            }
            prompts.add(new WordPrompt(text, ids));
        }
        return prompts;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
