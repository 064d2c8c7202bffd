package dev.vlmstream.inference.verify.language;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.verify.golden.Goldens;
import dev.vlmstream.inference.verify.golden.ReportBuilder;
import java.util.List;

/** Image features, logits and answers of a vision-language model, by kinds of cases. */
public record LanguageComparison(VisionLanguageModel model, Goldens goldens, ChoiceDraw draw, ReportBuilder report) {

    public void run() {
        LanguageCases cases = new LanguageCases(model, goldens, report);
        FeatureComparison features = new FeatureComparison(cases);
        AnswerComparison answers = new AnswerComparison(cases);
        BeamComparison beams = new BeamComparison(cases);
        LikelihoodComparison likelihoods = new LikelihoodComparison(cases);
        HiddenStateComparison hidden = new HiddenStateComparison(cases);
        DemoComparison demo = new DemoComparison(cases, features);
        List<JsonNode> index = goldens.lines("index.jsonl");
        InstructionComparison.of(model.bundle(), report).ifPresent(instructions -> instructions.run(index));
        for (JsonNode line : index) {
            switch (line.path("kind").asText("")) {
                case "" -> {
                    demo.run(line);
                    likelihoods.demo(line);
                    hidden.demo(line);
                }
                case "image" -> features.image(line, line.path("image_features_bin"));
                case "generate" -> {
                    features.generate(line);
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
                default -> report.note("cases of kind " + line.get("kind") + " are unknown and were not compared");
            }
        }
        demo.answers();
        likelihoods.demoRankings();
        new WikiQaComparison(cases).run();
        new DrawnChoices(cases, draw).run();
    }
}
