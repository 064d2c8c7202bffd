package dev.vlmstream.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableLinesTest {
    private static final TextTable WIDE = new TextTable(
                    "run", "model", ">n", ">accuracy", ">95 % interval", "nothing", "why", "where")
            .row(
                    "flowers-open-world-with-a-question-of-my-own",
                    "llava-1.5-7b-hf-my-projector-000475",
                    123456789,
                    "99.9 %",
                    "99.1–99.95",
                    "–",
                    "the prompt has 4711 tokens, and the context of the model is 512; shorten the question",
                    "/disk/somebody/a/place/that/is/far/below/the/root/of/all/files/models/llava")
            .row("short", "vlm", 1, "0.0 %", "–", "", "", "here");

    @Test
    void aRowGoesOnBelowItsFirstLine() {
        assertThat(WIDE.lines(60))
                .containsExactly(
                        "run                       model",
                        "            n  accuracy  95 % interval",
                        "    why",
                        "    where",
                        "flowers-open…n-of-my-own  llava-1.5-7b…ctor-000475",
                        "    123456789    99.9 %     99.1–99.95",
                        "    the prompt has 4711 tokens, and the context of the model",
                        "    is 512; shorten the question",
                        "    /disk/somebody/a/place/that/is/far/below/the/root/of/all",
                        "    /files/models/llava",
                        "short                     vlm",
                        "            1     0.0 %              –",
                        "    here");
    }

    @Test
    void whatFitsIsOneLineARow() {
        assertThat(new TextTable("a", ">b").row("x", 7).row("long", 12).lines(60))
                .containsExactly("a      b", "x      7", "long  12");
    }

    @Test
    void aColumnThatNoRowFillsIsLeftOut() {
        assertThat(WIDE.filled().header())
                .containsExactly("run", "model", "n", "accuracy", "95 % interval", "why", "where");
        assertThat(WIDE.filled().isToTheRight(2)).isTrue();
        assertThat(WIDE.filled().isToTheRight(5)).isFalse();
        assertThat(new TextTable("a", "b").filled().header()).containsExactly("a", "b");
    }

    @Test
    void numbersStandWholeInLinesOfAnyWidth() {
        for (int width = 60; width < 140; width++) {
            List<String> lines = WIDE.lines(width);
            int most = width;
            assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(most));
            assertThat(String.join("\n", lines)).contains("123456789", "99.9 %", "99.1–99.95");
        }
    }

    @Test
    void aTerminalThatIsNarrowerIsNotObeyed() {
        assertThat(WIDE.lines(20)).isEqualTo(WIDE.lines(60));
    }
}
