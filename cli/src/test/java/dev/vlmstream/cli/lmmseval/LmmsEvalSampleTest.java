package dev.vlmstream.cli.lmmseval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.rest.Sparse;
import dev.vlmstream.evaluation.PythonJson;
import dev.vlmstream.rest.items.ItemLine;
import org.junit.jupiter.api.Test;

class LmmsEvalSampleTest {
    private static ItemLine line(String rest) {
        return Sparse.read(
                "{\"run\": \"r\", \"item\": \"i\", \"image\": \"a.png\", \"question\": \"What?\","
                        + " \"label\": \"ant\", \"model\": \"m\", " + rest + "}",
                ItemLine.class);
    }

    private static String sample(String rest) {
        return PythonJson.line(LmmsEvalSample.of(line(rest), 7));
    }

    @Test
    void anAnswerHasTheFieldsThatLmmsEvalSaves() {
        assertThat(sample("\"status\": \"answered\", \"answer\": \"An ant.\\n“é”\", \"parsed\": null,"
                        + " \"prompt\": \"USER: What?\", \"prompt_tokens\": 9, \"output_tokens\": 3,"
                        + " \"rules\": {\"exact\": false, \"label-inclusion\": true}"))
                .matches(
                        "\\Q{\"doc_id\": 7, \"target\": \"ant\", \"filtered_resps\": \"An ant.\\n“é”\","
                                + " \"token_counts\": [{\"input_tokens\": 9, \"output_tokens\": 3}], \"doc_hash\": \"\\E[0-9a-f]{64}"
                                + "\\Q\", \"input_media\": [\"a.png\"], \"exact\": 0.0, \"label-inclusion\": 1.0, \"input\": \"What?\"}\\E");
    }

    @Test
    void whatAParserMadeOfAnAnswerStandsBesideIt() {
        assertThat(sample("\"status\": \"answered\", \"answer\": \"It is (B).\", \"parsed\": \"B\""))
                .contains("\"resps\": [\"It is (B).\"], \"filtered_resps\": \"B\", \"token_counts\": [null]");
        assertThat(sample("\"status\": \"answered\", \"answer\": \"B\", \"parsed\": \"B\""))
                .doesNotContain("\"resps\"")
                .contains("\"filtered_resps\": \"B\"");
    }

    @Test
    void aRankingAnswersWithItsFirstPlaceAndPartCreditIsTheGrade() {
        assertThat(sample("\"status\": \"answered\", \"ranking\": [{\"name\": \"bee\"}, {\"name\": \"ant\"}]"))
                .contains("\"filtered_resps\": \"bee\"");
        assertThat(sample("\"status\": \"answered\", \"answer\": \"x\", \"rules\": {\"anls\": true, \"exact\": true},"
                        + " \"grades\": {\"anls\": 0.75}"))
                .contains("\"anls\": 0.75, \"exact\": 1.0");
    }

    @Test
    void aDocumentIsTheSameWhoeverAnswers() {
        String hash =
                sample("\"status\": \"answered\", \"answer\": \"x\"").replaceAll(".*\"doc_hash\": \"(\\w+)\".*", "$1");
        assertThat(
                        sample(
                                "\"status\": \"unparsed\", \"answer\": \"y\", \"run\": \"s\", \"model\": \"n\", \"question\": \"Which?\""))
                .contains(hash);
        assertThat(LmmsEvalSample.isOf(line("\"status\": \"unparsed\""))).isTrue();
        assertThat(LmmsEvalSample.isOf(line("\"status\": \"failed\""))).isFalse();
        assertThat(LmmsEvalSample.isOf(line("\"status\": \"refused\""))).isFalse();
    }

    @Test
    void directoriesOfModelsAreSafe() {
        assertThat(LmmsEvalTask.directoryOf("lmms-lab/llava-7b")).isEqualTo("lmms-lab__llava-7b");
        assertThat(LmmsEvalTask.directoryOf("a/b/c:d")).isEqualTo("b__c__d");
        assertThat(LmmsEvalTask.directoryOf("..")).isEqualTo("__");
    }
}
