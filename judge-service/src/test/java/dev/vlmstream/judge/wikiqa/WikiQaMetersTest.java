package dev.vlmstream.judge.wikiqa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.evaluation.wikiqa.ClassArticles;
import dev.vlmstream.evaluation.wikiqa.Writing;
import dev.vlmstream.schemas.WikiChoices;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.WikiReply;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WikiQaMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final WikiQaMeters meters = new WikiQaMeters(registry);

    private static WikiReply says(String text) {
        return WikiReply.newBuilder().setModel("m").setDigest("d").setText(text).build();
    }

    private static WikiQuestion question(List<String> choices, String named, String unnamed) {
        return WikiQuestion.newBuilder()
                .setMaking("making")
                .setIndex(0)
                .setPosition(0)
                .setName("ant")
                .setWritten(new WikiChoices("How many legs has this object?", choices, 1, ""))
                .setNamed(says(named))
                .setUnnamed(says(unnamed))
                .build();
    }

    private void measureEverything() {
        for (int i = 0; i < 3; i++) {
            meters.requested("write", "m");
        }
        Writing writing = new Writing(new ClassArticles("ant", List.of("Ants have six legs.")), 5, 3);
        writing.take("""
                [{"question": "How many legs has this object?", "choices": ["4", "6", "8", "10"], "answer": 1},
                 {"question": "How many eyes has this object?", "choices": ["4", "6"], "answer": 1}]""");
        writing.take("Sorry.");
        meters.written("m", writing);
        meters.ended("m", question(List.of("4", "6", "8", "10"), "B", "A"));
        meters.ended("m", question(List.of("4", "6", "8", "10"), "A", "A"));
    }

    private double count(String what, String... tags) {
        return registry.get("vlmstream.wikiqa." + what).tags(tags).counter().count();
    }

    @Test
    void stepsAreCountedByModelAndByWhatCameOfThem() {
        measureEverything();
        assertThat(count("requests", "model", "m", "step", "write")).isEqualTo(3);
        assertThat(count("questions", "model", "m")).isEqualTo(1);
        assertThat(count("rejected", "model", "m", "reason", "number-of-choices"))
                .isEqualTo(1);
        assertThat(count("rejected", "model", "m", "reason", "no-json")).isEqualTo(1);
        assertThat(count("outcomes", "model", "m", "outcome", "kept")).isEqualTo(1);
        assertThat(count("outcomes", "model", "m", "outcome", "wrong-with-name"))
                .isEqualTo(1);
    }

    /** A loop that gives it up must get on. */
    @Test
    void whatIsNoQuestionIsNotCountedAndStopsNobody() {
        meters.ended("m", question(List.of("4", "6"), "B", "A"));
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void theDocsNameWhatIsMeasuredAndNothingElse() throws IOException {
        measureEverything();
        assertThat(registry.getMeters())
                .allSatisfy(meter -> assertThat(meter.getId().getDescription()).isNotBlank());
        Set<String> measured = registry.getMeters().stream()
                .map(Meter::getId)
                .map(id -> id.getName().replace('.', '_') + "_total")
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented()).isEqualTo(measured);
    }

    private static Set<String> documented() throws IOException {
        return Pattern.compile("`(vlmstream_wikiqa_\\w+)`")
                .matcher(Files.readString(Path.of("../docs/rest.md")))
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
