package dev.vlmstream.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.Invocation;
import dev.vlmstream.cli.rest.Sparse;
import dev.vlmstream.rest.metrics.PairedMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemedySectionTest {
    private static final String BOTH = model("base") + "," + model("tuned");

    @TempDir
    Path directory;

    private ScoringAnswers answers;

    @BeforeEach
    void start() throws IOException {
        answers = new ScoringAnswers();
    }

    @AfterEach
    void stop() {
        answers.close();
    }

    private static String model(String name) {
        return "{\"model\": \"%s\", \"task\": \"open-world\", \"primaryRule\": \"label-inclusion\", \"rules\": {}}"
                .formatted(name);
    }

    /** An item on which the rule exact says this of a model, and the primary rule the opposite. */
    private static String line(String item, String model, String label, boolean right) {
        return "{\"run\": \"r\", \"item\": \"%s\", \"model\": \"%s\", \"task\": \"t\", \"label\": \"%s\", \"status\": \"ok\", \"rules\": {\"exact\": %s, \"label-inclusion\": %s, \"mcq-guess\": %s}}"
                .formatted(item, model, label, right, !right, right);
    }

    /** Ten trained items, of which fine-tuning mends eight, and four others, of which it spoils two; one only one answered. */
    private static String[] exported(String... models) {
        List<String> lines = new ArrayList<>();
        for (String model : models) {
            boolean tuned = model.equals("tuned");
            for (int i = 0; i < 10; i++) {
                lines.add(line("t" + i, model, "Ant", tuned && i < 8));
            }
            for (int i = 0; i < 4; i++) {
                lines.add(line("o" + i, model, "bee", !tuned || i < 2));
            }
        }
        lines.add(line("only", models[0], "bee", true));
        return lines.toArray(String[]::new);
    }

    private List<String> remedy(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--before", "base", "--after", "tuned", "--format", "md"));
        Invocation made = answers.report(all.toArray());
        assertThat(made.status()).as(made.err()).isZero();
        String text = made.out();
        int from = text.indexOf("## The remedy: base before and after fine-tuning");
        assertThat(from).isPositive();
        return text.substring(from, text.indexOf("\n## ", from + 1))
                .lines()
                .filter(line -> line.startsWith("| d"))
                .toList();
    }

    @Test
    void namesCountByExactMatchOnTrainedClassesAndOnOthers() throws IOException {
        answers.run("open", "d", "open-world", "", BOTH);
        answers.export("open", exported("base", "tuned"));
        Path trained = Files.writeString(directory.resolve("trained.txt"), "ant\nwasp\n");

        List<String> rows = remedy("open", "--trained-classes", trained);
        assertThat(rows)
                .hasSize(6)
                .anyMatch(
                        row -> row.startsWith("| d, open world: trained classes | open | tuned | label-inclusion | 10 |"
                                + " 100.0 % (72.2–100.0) | 20.0 % (5.7–51.0) |"));
        assertThat(rows.subList(0, 3))
                .containsExactly(
                        "| d, open world: all classes | open | tuned | exact | 14 | 28.6 % (11.7–54.6) | 71.4 % (45.4–88.3) |"
                                + " +42.9 (−0.7 to +75.7) | 0.1094 | 0.4375 |",
                        "| d, open world: trained classes | open | tuned | exact | 10 | 0.0 % (0.0–27.8) | 80.0 % (49.0–94.3) |"
                                + " +80.0 (+31.4 to +100.0) | 0.0078 | 0.0469 |",
                        "| d, open world: other classes | open | tuned | exact | 4 | 100.0 % (51.0–100.0) | 50.0 % (15.0–85.0) |"
                                + " −50.0 (−93.0 to +26.3) | 0.5000 | 1.0000 |");
    }

    @Test
    void modelsOfTwoRunsAreComparedWhereBothAskAlike() {
        answers.run("before", "d", "open-world", "\"items\": 15", model("base"));
        answers.run("otherwise", "d", "open-world", "\"items\": 15, \"promptStyle\": \"study\"", model("tuned"));
        answers.run("after", "d", "open-world", "\"items\": 15", model("tuned"));
        answers.export("before", exported("base"));
        answers.export("after", exported("tuned"));

        assertThat(remedy("before", "otherwise", "after"))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("| d, open world: all classes | after | tuned | exact | 15 |");
    }

    @Test
    void otherBenchmarksAreComparedByTheServiceUnderTheirOwnRule() {
        String graded = """
                {"model": "%s", "task": "question-answering", "primaryRule": "vqa-accuracy", "rules": {"vqa-accuracy":
                 {"n": 50, "correct": 30, "accuracy": %s, "low": 0.4, "high": 0.7, "graded": true}}}""";
        answers.run(
                "qa",
                "d",
                "question-answering",
                "\"benchmark\": \"textvqa\"",
                graded.formatted("base", "0.582") + "," + graded.formatted("tuned", "0.580"));
        answers.put(
                "/api/runs/qa/compare?first=tuned&second=base&of=qa",
                Sparse.whole(
                        "{\"first\": \"tuned\", \"second\": \"base\", \"n\": 50, \"bothRight\": 28, \"onlyFirst\": 2, \"onlySecond\": 2,"
                                + " \"bothWrong\": 18, \"difference\": -0.002, \"low\": -0.03, \"high\": 0.026, \"pairedT\": 0.8}",
                        PairedMetrics.class));

        assertThat(remedy(
                        "qa",
                        "--as",
                        "base=LLaVA1.5-7B",
                        "--as",
                        "tuned=LLaVA1.5-7B, projector on ImageNet and LLaVA-665K"))
                .containsExactly(
                        "| d, textvqa | qa | tuned | vqa-accuracy | 50 | 58.2 % (40.0–70.0) | 58.0 % (40.0–70.0) |"
                                + " −0.2 (−3.0 to +2.6) | 0.8000 | 0.8000 | 58.2 → 58.0 (−0.2) |");
    }

    @Test
    void judgesVerdictsAreComparedUnderEachJudgesRule() {
        String judged = """
                {"model": "%s", "task": "open-world", "primaryRule": "label-inclusion", "rules": {},
                 "verdicts": {"llm-judge": {"judge": "gpt", "answers": 1, "given": 1, "agreement": {"n": 0}}}}""";
        answers.run("vet", "d", "open-world", "", judged.formatted("base") + "," + judged.formatted("tuned"));
        String line = """
                {"run": "vet", "item": "1", "model": "%s", "task": "t", "label": "a", "status": "ok", "rules": {},
                 "verdicts": [{"rule": "llm-judge", "judge": "gpt", "digest": "", "status": "given", "right": %s}]}""";
        answers.export(
                "vet",
                line.formatted("base", false).replace("\n", " "),
                line.formatted("tuned", true).replace("\n", " "));

        assertThat(remedy("vet"))
                .anyMatch(row ->
                        row.startsWith("| d, open world: judged | vet | tuned | llm-judge | 1 | 0.0 % (0.0–79.3) |"
                                + " 100.0 % (20.7–100.0) |"));
    }

    @Test
    void imageWikiQaIsComparedWithTheGuessAndBesideTheStudy() {
        String model =
                "{\"model\": \"%s\", \"task\": \"multiple-choice\", \"primaryRule\": \"mcq\", \"rules\": {\"mcq-guess\": {\"n\": 1, \"correct\": 1}}}";
        answers.run(
                "wiki",
                "d",
                "multiple-choice",
                "\"chainOfThought\": true, \"guess\": true",
                model.formatted("base") + "," + model.formatted("tuned"));
        answers.export("wiki", exported("base", "tuned"));

        assertThat(remedy("wiki", "--as", "base=LLaVA1.5-7B", "--as", "tuned=LLaVA1.5-7B, projector on ImageNet"))
                .singleElement()
                .asString()
                .startsWith("| d, multiple choice | wiki | tuned | mcq-guess | 14 |")
                .endsWith("| 38.0 → 30.6 (−7.4) |");
    }

    @Test
    void whatIsMissingIsSaid() {
        answers.run("open", "d", "open-world", "\"items\": 3", model("base"));
        answers.run("other", "e", "open-world", "\"items\": 3", model("tuned"));

        assertThat(answers.report("open", "--before", "base").err()).contains("--before and --after go together");
        assertThat(answers.report("open", "--before", "base", "--after", "tuned")
                        .err())
                .contains("none of the runs has the model \"tuned\"; they have [base]");
        assertThat(answers.report("open", "other", "--before", "base", "--after", "tuned")
                        .err())
                .contains("no two of the runs ask \"base\" and [tuned] the same of the same items");
        assertThat(answers.report("open", "--trained-classes", "x").err()).contains("--trained-classes needs --before");
    }
}
