package dev.vlmstream.evaluation.frequency;

import dev.vlmstream.evaluation.frequency.NameIndex.Holds;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Counts names in texts as the study does: text and names in lower case, tokenised ({@link WordTokenizer}), a name is
 * there where its tokens stand one after another. Names within names count for themselves.
 *
 * <p>{@link NameCount#study} is what the study's notebooks (data_analysis/tokenize.ipynb and correlation.ipynb) come to: as
 * {@code texts}, but a name at the very beginning or end of a text is not found, one whose tokens are not its words
 * ("potter's wheel") counts 0, and one that stands for two classes ("missile") counts twice. (They also drop, of two
 * corpora, names that are in the second alone; count both at once instead.)
 *
 * <p>Not safe for several threads; let each count for itself and merge.
 */
public final class FrequencyCounter {
    private final NameIndex index;
    private final WordTokenizer tokenizer = new WordTokenizer();
    private final long[] texts;
    private final long[] occurrences;
    private final long[] study;
    private final long[] seenAt;
    private final long[] withinAt;
    private long counted;

    public FrequencyCounter(NameIndex index) {
        this.index = index;
        int names = index.names().size();
        texts = new long[names];
        occurrences = new long[names];
        study = new long[names];
        seenAt = new long[names];
        withinAt = new long[names];
    }

    /** Texts so far. */
    public long texts() {
        return counted;
    }

    public void add(String text) {
        counted++;
        String lower = text.toLowerCase(Locale.ROOT);
        switch (index.look(lower)) {
            case NOTHING -> {}
            case NAMES_ACROSS -> count(tokenizer.tokens(lower), true, true);
            case NAMES -> {
                List<String> sentences = tokenizer.sentences(lower);
                for (int i = 0; i < sentences.size(); i++) {
                    if (index.look(sentences.get(i)) != Holds.NOTHING) {
                        count(tokenizer.words(sentences.get(i)), i == 0, i == sentences.size() - 1);
                    }
                }
            }
        }
    }

    /** @param first whether the text's first token is among them */
    private void count(List<String> tokens, boolean first, boolean last) {
        for (int start = 0; start < tokens.size(); start++) {
            NameIndex.Node node = index.root();
            for (int end = start; end < tokens.size(); end++) {
                node = node.next(tokens.get(end));
                if (node == null) {
                    break;
                }
                if (node.name() >= 0) {
                    boolean within = !(first && start == 0) && !(last && end == tokens.size() - 1);
                    found(node.name(), within);
                }
            }
        }
    }

    private void found(int name, boolean within) {
        occurrences[name]++;
        if (seenAt[name] != counted) {
            seenAt[name] = counted;
            texts[name]++;
        }
        if (within && withinAt[name] != counted) {
            withinAt[name] = counted;
            study[name] += index.weight(name);
        }
    }

    /** Adds what another counted with the same index. */
    public void merge(FrequencyCounter other) {
        if (other.index != index) {
            throw new IllegalArgumentException("counts of other names cannot be merged");
        }
        counted += other.counted;
        add(texts, other.texts);
        add(occurrences, other.occurrences);
        add(study, other.study);
        // Numbers of texts of two counters have nothing to do with one another.
        Arrays.fill(seenAt, 0);
        Arrays.fill(withinAt, 0);
    }

    private static void add(long[] sums, long[] others) {
        Arrays.setAll(sums, i -> sums[i] + others[i]);
    }

    /** By name, in the order of the index; names that were not found have {@link NameCount#NONE}. */
    public Map<String, NameCount> counts() {
        Map<String, NameCount> counts = new LinkedHashMap<>();
        for (int i = 0; i < texts.length; i++) {
            counts.put(index.names().get(i), new NameCount(texts[i], occurrences[i], study[i]));
        }
        return counts;
    }

    /**
     * How often a name was found.
     *
     * @param texts that contain it, each counted once
     * @param occurrences of it, in all texts together
     * @param study what the study's published notebooks come to, see {@link FrequencyCounter}
     */
    public record NameCount(long texts, long occurrences, long study) {
        public static final NameCount NONE = new NameCount(0, 0, 0);

        public NameCount {
            if (texts < 0 || occurrences < texts || study < 0) {
                throw new IllegalArgumentException("not counts of a name: " + texts + " texts, " + occurrences
                        + " occurrences, the study's " + study);
            }
        }
    }
}
