package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.VisionLanguageModel;
import java.util.List;

/** Image features, logits and answers of a vision-language model, by kinds of cases. */
record LanguageComparison(VisionLanguageModel model, Goldens goldens, Tally tally) {

    void run() {
        LanguageCases cases = new LanguageCases(model, goldens, tally);
        FeatureComparison features = new FeatureComparison(cases);
        AnswerComparison answers = new AnswerComparison(cases);
        DemoComparison demo = new DemoComparison(cases, features);
        List<JsonNode> index = goldens.lines("index.jsonl");
        InstructionComparison.of(model.bundle(), tally).ifPresent(instructions -> instructions.run(index));
        for (JsonNode line : index) {
            switch (line.path("kind").asText("")) {
                case "" -> demo.run(line);
                case "image" -> features.image(line, line.path("image_features_bin"));
                case "generate" -> {
                    features.generate(line);
                    answers.generate(line);
                }
                case "text_only" -> answers.generate(line);
                case "batch" -> answers.batch(line, index);
                case "stop" -> answers.stop(line);
                default -> {
                    // Hidden states, likelihoods and summaries: of analyses, not of answers.
                }
            }
        }
        demo.answers();
    }
}
