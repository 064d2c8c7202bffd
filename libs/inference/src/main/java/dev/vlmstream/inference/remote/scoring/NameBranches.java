package dev.vlmstream.inference.remote.scoring;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Class names as a tree of the tokens that follow the answer's opening: names that begin alike share branches. A name's tokens are
 * scored branch by branch, each time with one request for all tokens that may come next.
 */
public final class NameBranches {
    /** As many tokens may be named in one request ({@code MAX_LOGPROB_TOKEN_IDS} of vLLM 0.32.0). */
    private static final int MOST_NEXT = 128;

    private final Map<String, List<Integer>> names;
    private final List<Branch> branches;

    /**
     * A beginning of names.
     *
     * @param words the answer up to here
     * @param path its tokens after the opening's
     * @param next tokens that may follow
     */
    public record Branch(String words, List<Integer> path, List<Integer> next) {
        public Branch {
            path = List.copyOf(path);
            next = List.copyOf(next);
        }
    }

    /**
     * Log-probabilities of a branch's next tokens, in their order.
     *
     * @param before a digest of all tokens before the path: the same for branches of one question
     */
    public record BranchScores(int before, float[] logProbs) {
        static final BranchScores NONE = new BranchScores(0, new float[0]);

        /** Whether the server told them. */
        public boolean areTold() {
            return logProbs.length > 0;
        }

        /** Of a text that {@link ScoreReply#ofNext} gave. */
        public static BranchScores read(String written) {
            return Opening.parsed(written, BranchScores.class);
        }
    }

    /** A text's tokens, and what each stands for in the text as the vocabulary writes it. */
    public record Tokens(List<Integer> ids, List<String> words) {
        public static final Tokens NONE = new Tokens(List.of(), List.of());

        public Tokens {
            if (ids.size() != words.size()) {
                throw new IllegalArgumentException(ids.size() + " tokens, " + words.size() + " words");
            }
            ids = List.copyOf(ids);
            words = List.copyOf(words);
        }

        /** Whether the server told them. */
        public boolean areTold() {
            return !ids.isEmpty();
        }

        /** Of a text that {@link ScoreReply#ofTokens} gave. */
        public static Tokens read(String written) {
            return Opening.parsed(written, Tokens.class);
        }
    }

    /** What is known of a name's tokens: where in the answer each one ends. */
    private record Walk(List<Integer> path, List<Integer> ends) {}

    private NameBranches(Map<String, List<Integer>> names, List<Branch> branches) {
        this.names = Map.copyOf(names);
        this.branches = List.copyOf(branches);
    }

    /**
     * The tree of those names whose tokens follow the opening's, and end where characters do: a branch is asked for by its text.
     *
     * @param opening the text before the names
     * @param whole by name: the text with the name
     */
    public static NameBranches of(
            String opening, Tokens before, Map<String, String> whole, Map<String, Tokens> tokens) {
        Map<String, List<Integer>> names = new HashMap<>();
        Map<List<Integer>, String> words = new LinkedHashMap<>();
        Map<List<Integer>, TreeSet<Integer>> next = new LinkedHashMap<>();
        words.put(List.of(), opening);
        tokens.forEach((name, its) -> walk(opening.length(), before, whole.get(name), its)
                .ifPresent(walk -> {
                    names.put(name, walk.path());
                    for (int i = 0; i < walk.path().size(); i++) {
                        List<Integer> path = walk.path().subList(0, i);
                        if (i > 0) {
                            words.putIfAbsent(
                                    path,
                                    whole.get(name).substring(0, walk.ends().get(i - 1)));
                        }
                        next.computeIfAbsent(path, p -> new TreeSet<>())
                                .add(walk.path().get(i));
                    }
                }));
        List<Branch> branches = new ArrayList<>();
        next.forEach((path, ids) -> {
            List<Integer> all = List.copyOf(ids);
            for (int from = 0; from < all.size(); from += MOST_NEXT) {
                branches.add(
                        new Branch(words.get(path), path, all.subList(from, Math.min(all.size(), from + MOST_NEXT))));
            }
        });
        return new NameBranches(names, branches);
    }

    private static Optional<Walk> walk(int opened, Tokens before, String text, Tokens tokens) {
        int from = before.ids().size();
        if (from == 0
                || tokens.ids().size() <= from
                || !tokens.ids().subList(0, from).equals(before.ids())) {
            return Optional.empty();
        }
        List<Integer> ends = new ArrayList<>();
        int at = opened;
        for (String word : tokens.words().subList(from, tokens.words().size())) {
            // As SentencePiece and byte-level vocabularies write a blank.
            String plain = word.replace('\u2581', ' ').replace('\u0120', ' ');
            plain = at == 0 ? plain.stripLeading() : plain;
            if (plain.isEmpty() || !text.startsWith(plain, at)) {
                return Optional.empty();
            }
            at += plain.length();
            ends.add(at);
        }
        return at == text.length()
                ? Optional.of(new Walk(tokens.ids().subList(from, tokens.ids().size()), ends))
                : Optional.empty();
    }

    /** The root's come first. */
    public List<Branch> branches() {
        return branches;
    }

    /** Log-probabilities of the tokens of those names for which all branches are there, and have the root's tokens before them. */
    public Map<String, float[]> logProbs(Map<Branch, BranchScores> scores) {
        Map<List<Integer>, Map<Integer, Float>> known = new HashMap<>();
        BranchScores root = branches.isEmpty() ? null : scores.get(branches.get(0));
        scores.forEach((branch, its) -> {
            if (its.areTold() && root != null && its.before() == root.before()) {
                Map<Integer, Float> next = known.computeIfAbsent(branch.path(), p -> new HashMap<>());
                for (int i = 0; i < its.logProbs().length; i++) {
                    next.put(branch.next().get(i), its.logProbs()[i]);
                }
            }
        });
        Map<String, float[]> found = new HashMap<>();
        names.forEach((name, path) -> {
            float[] values = new float[path.size()];
            for (int i = 0; i < values.length; i++) {
                Float value = known.getOrDefault(path.subList(0, i), Map.of()).get(path.get(i));
                if (value == null) {
                    return;
                }
                values[i] = value;
            }
            found.put(name, values);
        });
        return found;
    }
}
