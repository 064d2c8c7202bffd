package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.JudgeRule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an answer may be naming. Conti et al. 2025 take spaCy's noun chunks and named entities, without leading articles and
 * possessives and without words that name nothing in a photo, and the answer as a whole. No parser is needed here: between
 * function words and punctuation, as in RAKE (Rose et al. 2010), lie the chunks; every run of up to {@value #LONGEST} words
 * of them is taken, so that a chunk that a verb touches is among them too. More is compared than there, so a grade is, if it
 * differs, above theirs.
 */
public final class Concepts {

    /** The threshold: two names of ImageNet by themselves reach 0.7 in 0.05 % of all pairs, by all-MiniLM-L6-v2. */
    public static final JudgeRule RULE = Declaration.of(
                    "concept",
                    "the answer, or a phrase of up to 4 of its words, has a cosine of at least 0.7 with the label",
                    "Conti et al. 2025")
            .alsoFor(Task.OPEN_WORLD, Task.CLOSED_WORLD)
            .similarityOfParts(0.7, Concepts::of);

    static final int LONGEST = 4;
    /** How many words of an answer are looked at: each is in four texts that an encoder has to read. */
    static final int WORDS = 1_000;

    private static final Pattern BREAK = Pattern.compile("[^\\p{L}\\p{M}\\p{N}'’&-]+");
    /** Between words of one chunk there is white space alone. */
    private static final Pattern PUNCTUATION = Pattern.compile("[^\\p{L}\\p{M}\\p{N}'’&\\s-]+|\\s-++\\s");
    /** Function words, and that paper's words that name nothing: what a photo is, numbers, generic nouns. */
    private static final Set<String> EMPTY = Set.of((
            // articles, possessives, pronouns, demonstratives, question words
            "a an the his her its their my your our i it they them he she we you that this those these there here"
                    + " which who whom whose where when what why how"
                    // prepositions, conjunctions
                    + " of in on at by for from with without to into onto over under near between behind beside"
                    + " above below through across along around during as like than about against and or but nor"
                    + " so if because while although both either not no"
                    // auxiliaries and the verbs of descriptions
                    + " is are was were be been being am do does did has have had can could may might will would"
                    + " should must shall seems appears looks shows show shown features feature featuring depicts"
                    + " depicting contains contain let's"
                    // quantifiers and numbers
                    + " some any all each every most many few several one two three four five six seven eight nine ten"
                    // nouns that stand for anything
                    + " image picture photo photograph object type kind step answer")
            .split(" "));

    private Concepts() {}

    /** The answer itself, then the concepts of its first {@value #WORDS} words, lower-cased, in their order; each once. */
    public static List<String> of(String answer) {
        Set<String> concepts = new LinkedHashSet<>();
        concepts.add(answer);
        int left = WORDS;
        for (String part : PUNCTUATION.split(answer.toLowerCase(Locale.ROOT))) {
            List<String> run = new ArrayList<>();
            for (String word : BREAK.split(part)) {
                if (left-- == 0) {
                    addRuns(run, concepts);
                    return List.copyOf(concepts);
                }
                if (word.isEmpty() || EMPTY.contains(word.replace('’', '\'')) || isNumber(word)) {
                    addRuns(run, concepts);
                    run.clear();
                } else {
                    run.add(word);
                }
            }
            addRuns(run, concepts);
        }
        return List.copyOf(concepts);
    }

    private static boolean isNumber(String word) {
        return word.chars().allMatch(Character::isDigit) && word.length() < 3;
    }

    private static void addRuns(List<String> words, Set<String> concepts) {
        for (int from = 0; from < words.size(); from++) {
            for (int to = from + 1; to <= Math.min(words.size(), from + LONGEST); to++) {
                concepts.add(String.join(" ", words.subList(from, to)));
            }
        }
    }
}
