package dev.vlmstream.scoring.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.scoring.Events;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScoreFactsReaderTest {
    private final ScoreFactsReader reader = new ScoreFactsReader();

    static Score[] scores() {
        return new Score[] {
            score(Events.text("r", "1", "m", "a cat")),
            score(Events.ranking("r", "2", "m", "cat", "dog", "ant")),
            score(Events.likelihoods("r", "3", "m", new float[] {-1, -2, -3}, "dog", "cat")),
            score(null)
        };
    }

    @ParameterizedTest
    @MethodSource("scores")
    void factsAreThoseOfTheWholeScore(Score score) {
        byte[] bytes = Wire.of(Score.class).encode(score);

        assertThat(reader.read(bytes))
                .isEqualTo(ScoreFacts.of(Wire.of(Score.class).decode(bytes)));
    }

    @Test
    void nothingOfOneScoreIsLeftInTheNext() {
        for (Score score : scores()) {
            reader.read(Wire.of(Score.class).encode(score));
        }
        Score bare = score(null);
        bare.setRules(Map.of());
        bare.setGrades(Map.of());
        bare.setLabel(null);

        assertThat(reader.read(Wire.of(Score.class).encode(bare))).isEqualTo(ScoreFacts.of(bare));
    }

    @Test
    void bytesThatEndTooSoonAreRefused() {
        byte[] bytes = Wire.of(Score.class).encode(score(Events.text("r", "1", "m", "a cat")));

        assertThatThrownBy(() -> reader.read(Arrays.copyOf(bytes, bytes.length - 9)))
                .isInstanceOf(WireException.class);
        assertThatThrownBy(() -> reader.read(new byte[] {1, 2, 3})).isInstanceOf(WireException.class);
    }

    private static Score score(Prediction prediction) {
        return Score.newBuilder()
                .setRun("r")
                .setItemId("item")
                .setModel("m")
                .setTask("open-world")
                .setStatus(prediction == null ? Status.FAILED : Status.ANSWERED)
                .setLabel("cat")
                .setRules(Map.of("label-inclusion", true, "exact", false))
                .setGrades(Map.of("label-inclusion", 0.75))
                .setPrimaryRule("label-inclusion")
                .setParsed("A")
                .setImageSha256("ab".repeat(32))
                .setPrediction(prediction)
                .setScoredAt(17)
                .build();
    }
}
