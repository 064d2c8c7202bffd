package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Beam;
import dev.vlmstream.inference.VisionLanguageModel.HiddenStates;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.tokenizer.TokenBatch;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import dev.vlmstream.inference.verify.Verification.ChoiceDraw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Image features, logits and answers of a vision-language model, by kinds of cases. */
record LanguageVerification(VisionLanguageModel model, Goldens goldens, ChoiceDraw draw, GoldenComparator comparator) {

    void run() {
        LanguageCases cases = new LanguageCases(model, goldens, comparator);
        AnswerCases answers = new AnswerCases(cases);
        BeamCases beams = new BeamCases(cases);
        LikelihoodCases likelihoods = new LikelihoodCases(cases);
        HiddenStateCases hidden = new HiddenStateCases(cases);
        DemoCases demo = new DemoCases(cases, draw);
        List<JsonNode> index = goldens.lines("index.jsonl");
        InstructionCases.of(model.bundle(), comparator).ifPresent(instructions -> instructions.run(index));
        for (JsonNode line : index) {
            switch (line.path("kind").asText("")) {
                case "" -> {
                    demo.run(line);
                    likelihoods.demo(line);
                    hidden.demo(line);
                }
                case "image" -> cases.image(line, line.path("image_features_bin"));
                case "generate" -> {
                    cases.recordedImage(line);
                    answers.generate(line);
                }
                case "text_only" -> answers.generate(line);
                case "batch" -> answers.batch(line, index);
                case "stop" -> answers.stop(line);
                case "beam" -> beams.run(line);
                case "likelihood" -> likelihoods.likelihood(line);
                case "class_likelihood" -> likelihoods.classLikelihood(line);
                case "features" -> hidden.features(line);
                case "stop-summary", "likelihood-summary" -> {
                    // Of other lines of the file.
                }
                default -> comparator.note("cases of kind " + line.get("kind") + " are unknown and were not compared");
            }
        }
        demo.answers();
        likelihoods.demoRankings();
        demo.wikiQa();
        demo.drawnChoices();
    }

    /** All beams of recorded searches, with their scores. */
    private record BeamCases(LanguageCases cases) {

        private static final String NEW_IDS = "new ids";

        void run(JsonNode line) {
            cases.request(line).ifPresent(request -> compare(line, request));
        }

        private void compare(JsonNode line, Request request) {
            List<Beam> own = cases.model().beams(request, options(line));
            JsonNode recorded = line.get("beams");
            float[] scores = new float[recorded.size()];
            boolean same = own.size() == scores.length;
            for (int i = 0; i < scores.length; i++) {
                scores[i] = (float) recorded.get(i).get("score").asDouble();
                int[] ids = Goldens.ints(recorded.get(i).get("ids"));
                same &= i < own.size() && Arrays.equals(own.get(i).tokenIds(), ids);
            }
            cases.comparator().equal("beams", same, line.get("id").asText());
            float[] ownScores = new float[own.size()];
            for (int i = 0; i < ownScores.length; i++) {
                ownScores[i] = own.get(i).score();
            }
            cases.comparator().floats("beam_scores", ownScores, scores, GoldenComparator.FLOATS);
        }

        /** LAVIS gives {@code generate} embeddings alone, so that penalties see new tokens only. */
        private GenerationOptions options(JsonNode line) {
            Map<String, String> settings = LanguageCases.settings(line);
            settings.put("eos_token_id", line.get("eos_token_id").toString());
            settings.put("early_stopping", line.get("early_stopping").toString());
            settings.put("num_return_sequences", settings.get("num_beams"));
            boolean newIds = line.get("penalty_sees").asText().equals(NEW_IDS);
            settings.put("see_prompt", String.valueOf(!newIds));
            return GenerationOptions.of(cases.model().bundle(), settings);
        }
    }

    /** The last layer's states at the last position and their mean over the prompt. */
    private record HiddenStateCases(LanguageCases cases) {

        private static final double TOLERANCE = 1e-3;

        /** A file of two rows: last, mean. */
        void features(JsonNode line) {
            cases.request(line).ifPresent(request -> {
                cases.inputIds(request, line.path("input_ids"), line);
                HiddenStates own = states(request);
                float[] both = new float[2 * own.last().length];
                System.arraycopy(own.last(), 0, both, 0, own.last().length);
                System.arraycopy(own.mean(), 0, both, own.last().length, own.mean().length);
                compare("hidden_states", both, line.get("features"));
                count(line, request);
            });
        }

        /** As many positions as recorded: the last of them is there, the next is not. */
        private void count(JsonNode line, Request request) {
            int recorded = line.path("tokens").asInt(line.path("positions").asInt());
            boolean same = has(request, recorded - 1) && !has(request, recorded);
            cases.comparator().equal("positions", same, line.get("id").asText());
        }

        private boolean has(Request request, int position) {
            try {
                cases.model().hiddenStates(List.of(request), List.of(position));
                return true;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        void demo(JsonNode line) {
            JsonNode recorded = line.at("/files/last_hidden");
            if (recorded.isObject()) {
                cases.request(line)
                        .ifPresent(request ->
                                compare("last_hidden", states(request).last(), recorded));
            }
        }

        private HiddenStates states(Request request) {
            return cases.model().hiddenStates(List.of(request), List.of()).get(0);
        }

        private void compare(String output, float[] own, JsonNode recorded) {
            cases.comparator().floats(output, own, cases.goldens().vector(recorded), TOLERANCE);
        }
    }

    /** What a Q-Former that reads prompts is given of them. */
    private record InstructionCases(BundleDirectory bundle, GoldenComparator comparator) {

        private static final String FOLDER = "qformer_tokenizer";
        private static final String IDS = "qformer_input_ids";

        /** Nothing if the bundle has no tokenizer for its Q-Former. */
        static Optional<InstructionCases> of(ModelBundle bundle, GoldenComparator comparator) {
            BundleDirectory files = bundle.files();
            return files.has(FOLDER + "/tokenizer.json")
                    ? Optional.of(new InstructionCases(files, comparator))
                    : Optional.empty();
        }

        void run(List<JsonNode> index) {
            try (Tokenizer tokenizer = Tokenizer.load(bundle, FOLDER)) {
                index.stream().filter(line -> line.has(IDS)).forEach(line -> {
                    boolean same = line.has("prompts") ? batch(tokenizer, line) : one(tokenizer, line);
                    comparator.equal(IDS, same, line.get("id").asText());
                });
            }
        }

        private static boolean one(Tokenizer tokenizer, JsonNode line) {
            int[] own = tokenizer.encode(line.get("prompt").asText(), true);
            return Arrays.equals(own, Goldens.ints(line.get(IDS)));
        }

        private static boolean batch(Tokenizer tokenizer, JsonNode line) {
            List<String> prompts = new ArrayList<>();
            line.get("prompts").forEach(prompt -> prompts.add(prompt.asText()));
            TokenBatch own = tokenizer.encodeBatch(prompts, Integer.MAX_VALUE);
            return Arrays.equals(own.ids(), flat(line.get(IDS)))
                    && Arrays.equals(own.mask(), flat(line.get("qformer_attention_mask")));
        }

        private static long[] flat(JsonNode rows) {
            List<Long> all = new ArrayList<>();
            rows.forEach(row -> row.forEach(id -> all.add(id.asLong())));
            return all.stream().mapToLong(Long::longValue).toArray();
        }
    }
}
