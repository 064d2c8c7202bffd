package dev.vlmstream.cli.report;

import static dev.vlmstream.cli.report.TestRuns.rows;
import static dev.vlmstream.cli.report.TestRuns.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.report.results.ReportedRate;
import dev.vlmstream.cli.report.results.Section;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeSectionTest {
    private static final String MODEL = """
            {"model": "m", "primaryRule": "label-inclusion", "rules": {"label-inclusion": {"n": 40, "correct": 20},
               "llm-judge": {"n": 36, "correct": 27, "accuracy": 0.75}},
             "verdicts": {"llm-judge": {"judge": "gpt", "answers": 40, "given": 36, "unparsed": 2, "refused": 1, "failed": 0,
                 "meanGrade": null, "cost": 0.01234, "agreement": {"n": 36, "bothRight": 18, "onlyPrimary": 0, "onlyJudge": 9,
                   "bothWrong": 9, "share": 0.75, "low": 0.589, "high": 0.862, "kappa": 0.5}},
               "semantic": {"judge": "minilm", "answers": 40, "given": 0, "unparsed": 0, "refused": 0, "failed": 0,
                 "meanGrade": null, "cost": 0, "agreement": {"n": 0, "share": null, "kappa": null}}}}""";

    private final Section section = MetricSections.judges(List.of(run("r", "open-world", "", MODEL)));

    @Test
    void aJudgesRuleHasItsIntervalItsProgressItsAgreementAndItsCost() {
        assertThat(rows(section))
                .first()
                .isEqualTo("d | m | r | llm-judge | gpt | 39 of 40 | 36 | 75.0 % | 58.9–86.2 |"
                        + " 75.0 % (58.9–86.2) of 36, label-inclusion | 0.50 | 0.0123");
    }

    @Test
    void aJudgeThatHasNotBegunIsUndefinedAndHasNoCost() {
        assertThat(rows(section))
                .last()
                .isEqualTo(
                        "d | m | r | semantic | minilm | 0 of 40 | 0 | undefined | undefined | undefined | undefined | –");
    }

    @Test
    void programsGetTheCountsOfTheVerdicts() {
        ReportedRate line = section.lines().get(0);
        assertThat(line.setting()).isEqualTo("judged by gpt");
        assertThat(line.unparsed()).isEqualTo(2);
        assertThat(line.failed()).isEqualTo(1);
    }

    @Test
    void runsWithoutJudgesHaveNoSuchSection() {
        assertThat(MetricSections.judges(List.of(run("r", "open-world", "", "{\"model\": \"m\"}")))
                        .isEmpty())
                .isTrue();
    }
}
