package dev.vlmstream.inference.language;

import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.VisionLanguageModel.Beam;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.decoding.BeamSearch;
import dev.vlmstream.inference.decoding.ContinuousBatching;
import dev.vlmstream.inference.decoding.EmbeddedPrompt;
import dev.vlmstream.inference.decoding.GeneratedSequence;
import dev.vlmstream.inference.decoding.PrefixCache;
import dev.vlmstream.inference.generation.TokenRules;
import dev.vlmstream.inference.language.PromptEmbedding.EmbeddedPrompts;
import java.util.ArrayList;
import java.util.List;

/** From requests to answers: many side by side, or one by one where beams are wanted. */
final class TextGeneration {

    private final LanguageParts parts;
    private final PromptEmbedding embedding;
    private final PrefixCache prefixes;
    private final ContinuousBatching batching;
    private final BeamSearch beams;

    /** Whoever made {@code prefixes} closes them. */
    TextGeneration(LanguageParts parts, PromptEmbedding embedding, PrefixCache prefixes) {
        this.parts = parts;
        this.embedding = embedding;
        this.prefixes = prefixes;
        this.batching =
                new ContinuousBatching(parts.embedder(), parts.decoder(), parts.padToken(), prefixes, parts.batching());
        this.beams = new BeamSearch(parts.embedder(), parts.decoder(), parts.padToken());
    }

    /** A request that is ready, and its answer once there is one. */
    private final class PendingGeneration {
        private final EmbeddedPrompt prompt;
        private final int[] inputIds;
        private final GenerationOptions options;
        private final TokenRules rules;
        private Generation generation;

        PendingGeneration(Request request, EmbeddedPrompt prompt, int[] inputIds, GenerationOptions options) {
            this.prompt = prompt;
            this.inputIds = inputIds;
            this.options = options;
            this.rules = rules(request, prompt, options);
        }

        boolean hasBeams() {
            return options.beams().beams() > 1;
        }
    }

    private TokenRules rules(Request request, EmbeddedPrompt prompt, GenerationOptions options) {
        return new TokenRules(
                options,
                prompt.inputIds(),
                parts.longestContext(),
                request.item(),
                ids -> parts.tokenizer().decode(ids, false));
    }

    /** As {@link dev.vlmstream.inference.VisionLanguageModel#generate(List, List)}. */
    List<Generation> generate(List<Request> requests, List<GenerationOptions> options) {
        if (requests.size() != options.size()) {
            throw new IllegalArgumentException(requests.size() + " requests with " + options.size() + " options");
        }
        try (EmbeddedPrompts prompts =
                embedding.embed(requests, prompt -> prefixes.covers(prompt) && noBeams(options))) {
            List<PendingGeneration> rows = new ArrayList<>();
            for (int i = 0; i < requests.size(); i++) {
                rows.add(new PendingGeneration(
                        requests.get(i),
                        prompts.all().get(i),
                        prompts.inputIds().get(i),
                        options.get(i)));
            }
            complete(rows.stream().filter(row -> !row.hasBeams()).toList());
            rows.stream().filter(PendingGeneration::hasBeams).forEach(row -> row.generation = searched(row));
            return rows.stream().map(row -> row.generation).toList();
        }
    }

    /** A search of beams reads its prompt again. */
    private static boolean noBeams(List<GenerationOptions> options) {
        return options.stream().allMatch(one -> one.beams().beams() == 1);
    }

    private void complete(List<PendingGeneration> rows) {
        List<GeneratedSequence> answers = rows.stream()
                .map(row -> new GeneratedSequence(row.prompt, row.rules))
                .toList();
        batching.complete(answers);
        for (int i = 0; i < answers.size(); i++) {
            rows.get(i).generation = answered(answers.get(i), rows.get(i).inputIds);
        }
    }

    private Generation answered(GeneratedSequence answer, int[] inputIds) {
        return answer.answer(parts.tokenizer().decode(answer.tokenIds(), true).strip(), inputIds);
    }

    private Generation searched(PendingGeneration row) {
        BeamSearch.Found found = beams.search(row.prompt, row.rules, row.options.beams());
        Beam best = found.beams().get(0);
        return new Generation(
                parts.tokenizer().decode(best.tokenIds(), true).strip(),
                best.tokenIds(),
                row.inputIds,
                best.truncated(),
                found.gap(),
                0,
                0,
                0,
                found.secondsToFirstToken(),
                found.seconds());
    }

    /** As {@link dev.vlmstream.inference.VisionLanguageModel#beams}. */
    List<Beam> beams(Request request, GenerationOptions options) {
        try (EmbeddedPrompts prompts = embedding.embed(List.of(request))) {
            EmbeddedPrompt prompt = prompts.all().get(0);
            return beams.search(prompt, rules(request, prompt, options), options.beams())
                    .beams();
        }
    }

    float[] nextTokenLogits(Request request) {
        try (EmbeddedPrompts prompts = embedding.embed(List.of(request))) {
            return batching.nextTokenLogits(prompts.all().get(0));
        }
    }
}
