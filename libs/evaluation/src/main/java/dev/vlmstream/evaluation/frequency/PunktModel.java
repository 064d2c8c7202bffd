package dev.vlmstream.evaluation.frequency;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * What Punkt has learnt of a language (T. Kiss and J. Strunk, "Unsupervised Multilingual Sentence Boundary Detection",
 * Computational Linguistics 32, 2006). All types are in lower case.
 *
 * @param abbreviations without their last full stop
 * @param collocations of two types that a full stop does not part, joined by a tab
 * @param starters types that often begin a sentence
 * @param orthography type to the bits of where it was seen with which case
 */
record PunktModel(
        Set<String> abbreviations, Set<String> collocations, Set<String> starters, Map<String, Integer> orthography) {
    private static final int BEGINS_UPPER = 1 << 1;
    private static final int WITHIN_UPPER = 1 << 2;
    private static final int SOMEWHERE_UPPER = 1 << 3;
    private static final int BEGINS_LOWER = 1 << 4;
    private static final int WITHIN_LOWER = 1 << 5;
    private static final int SOMEWHERE_LOWER = 1 << 6;

    /** NLTK's model of English, learnt from the Wall Street Journal: {@code punkt_tab/english}. */
    static final PunktModel ENGLISH = read("punkt-english.tsv.gz");

    boolean isCollocation(String first, String second) {
        return collocations.contains(first + '\t' + second);
    }

    boolean seenUpper(String type) {
        return has(type, BEGINS_UPPER | WITHIN_UPPER | SOMEWHERE_UPPER);
    }

    boolean seenLower(String type) {
        return has(type, BEGINS_LOWER | WITHIN_LOWER | SOMEWHERE_LOWER);
    }

    boolean seenUpperWithin(String type) {
        return has(type, WITHIN_UPPER);
    }

    boolean seenLowerAtBeginning(String type) {
        return has(type, BEGINS_LOWER);
    }

    private boolean has(String type, int bits) {
        return (orthography.getOrDefault(type, 0) & bits) != 0;
    }

    private static PunktModel read(String resource) {
        PunktModel model = new PunktModel(new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashMap<>());
        try (InputStream in = PunktModel.class.getResourceAsStream(resource);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
            lines.lines().forEach(model::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return model;
    }

    private void add(String line) {
        String[] cells = line.split("\t");
        switch (cells[0]) {
            case "a" -> abbreviations.add(cells[1]);
            case "c" -> collocations.add(cells[1] + '\t' + cells[2]);
            case "s" -> starters.add(cells[1]);
            default -> orthography.put(cells[1], Integer.valueOf(cells[2]));
        }
    }
}
