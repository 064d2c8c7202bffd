package dev.vlmstream.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.local.StackListener.Waited;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartLinesTest {
    private static final List<Waited> TWO = List.of(
            new Waited("embed", Duration.ofSeconds(7), ""),
            new Waited("scoring", Duration.ofSeconds(7), "reads what the topics hold, of which there are many"));

    private final StringWriter text = new StringWriter();

    @Test
    void onATerminalWhatIsWaitedForChangesInPlaceBelowWhatHappened() {
        StartLines lines = new StartLines(new PrintWriter(text), true, false);
        lines.waiting(TWO);
        lines.happened("embed is ready after 7.1 s");
        lines.waiting(TWO.subList(1, 2));
        lines.waiting(List.of());
        assertThat(text.toString().split("\n"))
                .containsExactly(
                        "\rwaiting for embed, scoring, 7 s; scoring: reads what the topics hold, of which…\u001b[K"
                                + "\r\u001b[Kembed is ready after 7.1 s",
                        "\rwaiting for scoring, 7 s; scoring: reads what the topics hold, of which there …\u001b[K"
                                + "\r\u001b[K");
    }

    @Test
    void elsewhereItIsALineNowAndThen() {
        StartLines lines = new StartLines(new PrintWriter(text), false, false);
        lines.waiting(TWO);
        lines.happened("embed is ready after 7.1 s");
        lines.waiting(List.of());
        assertThat(text.toString()).isEqualTo("embed is ready after 7.1 s\n");
    }
}
