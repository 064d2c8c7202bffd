package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.decoding.Step.StepOutputs;
import dev.vlmstream.inference.onnx.Loading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads prompts, those of about one length together, from where the prefix cache leaves off. Of several prompts about an image
 * that has not been read, one reads it and the others begin after it.
 */
record PromptReader(Embedder embedder, Decoder decoder, int padToken, PrefixCache prefixes) {
    /** Of all rows in one step, which is enough for 16 prompts of any length, read in parts. More would only hold more memory. */
    private static final int POSITIONS_AT_ONCE = 1280;

    /** A prompt and what is known of it. */
    private record Unread(GeneratedSequence answer, Optional<KvRow> known) {

        EmbeddedPrompt prompt() {
            return answer.prompt();
        }

        int knownTokens() {
            return known.map(KvRow::length).orElse(0);
        }

        int left() {
            return prompt().inputIds().length - knownTokens();
        }
    }

    /** Reads the prompts of answers and takes each answer's first token. */
    PrefilledRequests read(List<GeneratedSequence> answers) {
        long since = System.nanoTime();
        PrefilledRequests prefilled = new PrefilledRequests();
        try {
            List<GeneratedSequence> waiting = answers;
            while (!waiting.isEmpty()) {
                waiting = readSome(waiting, since, prefilled);
            }
            return prefilled;
        } catch (RuntimeException e) {
            prefilled.close();
            throw e;
        }
    }

    /** Returns those that wait for an image that has been read now. */
    private List<GeneratedSequence> readSome(List<GeneratedSequence> answers, long since, PrefilledRequests prefilled) {
        List<GeneratedSequence> waiting = new ArrayList<>();
        List<Unread> known = new ArrayList<>();
        List<Unread> unknown = new ArrayList<>();
        Set<String> reading = new HashSet<>();
        for (GeneratedSequence answer : answers) {
            if (reading.contains(answer.prompt().content())) {
                waiting.add(answer);
                continue;
            }
            Unread unread = new Unread(answer, prefixes.find(answer.prompt()));
            (unread.known().isPresent() ? known : unknown).add(unread);
            if (unread.known().isEmpty() && prefixes.keeps(answer.prompt())) {
                reading.add(answer.prompt().content());
            }
        }
        // First what begins with rows of the cache: keeping others may drop these.
        groups(known).forEach(group -> compute(group, since, prefilled));
        for (List<Unread> group : groups(unknown)) {
            compute(group, since, prefilled)
                    .forEach(row -> prefixes.keep(row.answer().prompt(), row.computed()));
        }
        return waiting;
    }

    private List<List<Unread>> groups(List<Unread> prompts) {
        List<Unread> sorted = new ArrayList<>(prompts);
        sorted.sort(Comparator.comparingInt(Unread::left));
        List<List<Unread>> groups = new ArrayList<>();
        List<Unread> group = List.of();
        for (Unread prompt : sorted) {
            if (group.isEmpty() || !fits(prompt.left(), group)) {
                group = new ArrayList<>();
                groups.add(group);
            }
            group.add(prompt);
        }
        return groups;
    }

    /** Little padding, not too much at once. */
    private boolean fits(int left, List<Unread> group) {
        int shortest = group.get(0).left();
        return left <= shortest + shortest / 4 + 8
                && (group.size() + 1) * decoder.positionsAtOnce(group.size() + 1, left) <= POSITIONS_AT_ONCE;
    }

    private List<PrefilledRequests.Row> compute(List<Unread> group, long since, PrefilledRequests prefilled) {
        List<EmbeddedPrompt> prompts = group.stream().map(Unread::prompt).toList();
        int[] computed = group.stream().mapToInt(Unread::knownTokens).toArray();
        PaddedBatch batch = new PaddedBatch(prompts, computed, padToken);
        try (Embeddings embeds = embedder.prompts(batch, prompts)) {
            KvCache cache = prefilled.holding(decoder.start(known(group, prompts, batch.past())));
            try (Step step = cache.step(embeds, batch, StepOutputs.LAST_LOGITS)) {
                List<PrefilledRequests.Row> read = new ArrayList<>();
                long spent = System.nanoTime() - since;
                for (int row = 0; row < group.size(); row++) {
                    GeneratedSequence answer = group.get(row).answer();
                    answer.reuses(computed[row]);
                    answer.advance(step.lastLogits(row), spent / 1e9);
                    read.add(new PrefilledRequests.Row(answer, spent, KvRow.of(cache.past(), row, batch.spans(row))));
                }
                prefilled.add(read);
                return read;
            }
        }
    }

    private KvTensors known(List<Unread> group, List<EmbeddedPrompt> prompts, int length) {
        return length == 0
                ? decoder.empty(prompts)
                : KvTensors.copy(
                        group.stream()
                                .map(prompt -> prompt.known().orElseThrow())
                                .toList(),
                        length);
    }

    /** Answers that are about to join a running batch, and the caches that hold their prompts until they have. */
    static final class PrefilledRequests implements AutoCloseable {

        /**
         * An answer whose prompt has been read and whose first token is known.
         *
         * @param spent nanoseconds that this took
         * @param computed the prompt's keys and values
         */
        record Row(GeneratedSequence answer, long spent, KvRow computed) {}

        private final List<Row> all = new ArrayList<>();
        private final List<KvCache> caches = new ArrayList<>();

        KvCache holding(KvCache cache) {
            caches.add(cache);
            return cache;
        }

        void add(List<Row> read) {
            all.addAll(read);
        }

        /** Says that all its answers join a batch now or have done so. */
        void spend() {
            caches.forEach(cache -> cache.past().spend());
        }

        /** Those that continue after their first token. */
        List<Row> open() {
            return all.stream().filter(row -> !row.answer().done()).toList();
        }

        @Override
        public void close() {
            Loading.closeAll(caches);
        }
    }
}
