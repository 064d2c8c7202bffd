package dev.vlmstream.cli.report;

import static dev.vlmstream.cli.report.TestRuns.rows;
import static dev.vlmstream.cli.report.TestRuns.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.report.results.Section;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionSectionsTest {
    private static final String POLLED = """
            {"model": "llava-1.5-7b-hf", "task": "question-answering", "primaryRule": "pope", "unparsed": 1, "failed": 2,
             "refused": 3, "rules": {"pope": {"n": 100, "correct": 86, "accuracy": 0.86, "low": 0.78, "high": 0.91},
               "said-yes": {"n": 100, "correct": 45, "accuracy": 0.45, "low": 0.356, "high": 0.548}},
             "poll": {"precision": {"value": 0.9, "low": 0.81, "high": 0.95},
               "recall": {"value": 0.81, "low": 0.7, "high": 0.88},
               "f1": %s}}""";

    @Test
    void aBenchmarkStandsUnderItsOwnRuleWithTheMeanGradeAndItsInterval() {
        var chart = run("chart", "question-answering", "\"benchmark\": \"textvqa\"", """
                {"model": "m", "primaryRule": "vqa-accuracy", "unparsed": 0, "failed": 1, "refused": 1,
                 "rules": {"vqa-accuracy": {"n": 10, "correct": 6, "accuracy": 0.512, "low": 0.3, "high": 0.7, "graded": true},
                   "exact": {"n": 10, "correct": 4, "accuracy": 0.4, "low": 0.1, "high": 0.7}}}""");

        Section section = QuestionSections.benchmarks(List.of(chart));

        assertThat(rows(section))
                .containsExactly("d | m | textvqa | chart | vqa-accuracy | 10 | 51.2 % | 30.0–70.0 | – | – | 0 | 2");
    }

    @Test
    void aChangedQuestionIsNamedAndHasNoPublishedNumber() {
        var blind = run(
                "blind", "question-answering", "\"benchmark\": \"pope\", \"variant\": \"no-image\"", polled("null"));

        assertThat(rows(QuestionSections.benchmarks(List.of(blind))))
                .singleElement()
                .asString()
                .contains("| pope, variant no-image | blind | pope | 100 | 86.0 % | 77.9–91.5 | – | – | 1 | 5");
    }

    @Test
    void aModelThatHasNotAnsweredIsUndefined() {
        var early = run(
                "early",
                "question-answering",
                "\"benchmark\": \"chartqa\"",
                "{\"model\": \"m\", \"primaryRule\": null, \"rules\": {}}");

        assertThat(rows(QuestionSections.benchmarks(List.of(early))))
                .containsExactly("d | m | chartqa | early | – | 0 | undefined | undefined | – | – | 0 | 0");
    }

    @Test
    void popesFiguresHaveTheirIntervals() {
        var polled = run(
                "p",
                "question-answering",
                "\"benchmark\": \"pope\"",
                polled("{\"value\": 0.853, \"low\": 0.77, \"high\": 0.91}"));

        assertThat(rows(QuestionSections.polls(List.of(polled))))
                .containsExactly("p | llava-1.5-7b-hf | 90.0 (81.0–95.0) | 81.0 (70.0–88.0) | 85.3 (77.0–91.0) |"
                        + " 45.0 (35.6–54.8)");
    }

    @Test
    void wherePopeCannotDivideItSaysSo() {
        var polled = run("p", "question-answering", "\"benchmark\": \"pope\"", polled("null"));

        assertThat(rows(QuestionSections.polls(List.of(polled))))
                .singleElement()
                .asString()
                .contains("| 81.0 (70.0–88.0) | undefined |");
    }

    @Test
    void otherRunsHaveNeither() {
        var open = run(
                "open", "open-world", "", "{\"model\": \"m\", \"primaryRule\": \"label-inclusion\", \"rules\": {}}");

        assertThat(QuestionSections.benchmarks(List.of(open)).isEmpty()).isTrue();
        assertThat(QuestionSections.polls(List.of(open)).isEmpty()).isTrue();
        assertThat(QuestionSections.multipleChoice(List.of(open)).isEmpty()).isTrue();
    }

    @Test
    void aGuessStandsBesideWhatCouldNotBeRead() {
        var wiki = run("wiki", "multiple-choice", "\"variant\": \"class-name\"", """
                {"model": "m", "primaryRule": "mcq", "unparsed": 2, "failed": 0, "refused": 0, "rules": {
                 "mcq": {"n": 10, "correct": 5, "accuracy": 0.5}, "mcq-guess": {"n": 10, "correct": 6, "accuracy": 0.6}}}""");

        assertThat(rows(QuestionSections.multipleChoice(List.of(wiki))))
                .hasSize(2)
                .allMatch(row -> row.contains("variant class-name"))
                .anyMatch(row -> row.contains("| mcq | 10 | 50.0 % |"))
                .anyMatch(row -> row.contains("| mcq-guess | 10 | 60.0 % |"));
    }

    private static String polled(String f1) {
        return POLLED.formatted(f1);
    }
}
