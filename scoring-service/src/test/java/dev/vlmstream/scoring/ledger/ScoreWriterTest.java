package dev.vlmstream.scoring.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.scoring.Events;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScoreWriterTest {
    private static final Wire<Prediction> PREDICTION = Wire.of(Prediction.class);
    private static final Wire<Score> SCORE = Wire.of(Score.class);

    private final ScoreWriter writer = new ScoreWriter();
    private final PredictionReader reader = new PredictionReader();

    static Stream<Prediction> predictions() {
        return Stream.of(
                Events.text("r", "i", "m", "This is a cat."),
                Events.ranking("r", "i", "m", "cat", "dog"),
                Events.likelihoods("r", "i", "m", new float[] {-1, -2}, "cat", "dog"),
                Events.refused("r", "i", "m"));
    }

    @ParameterizedTest
    @MethodSource("predictions")
    void aCopiedPredictionGivesTheBytesOfOneThatIsEncoded(Prediction prediction) {
        byte[] came = PREDICTION.encode(prediction);
        Prediction read = reader.read(came);
        assertThat(read).isEqualTo(prediction);
        Score score = Scorer.score(read, ReferenceFacts.of(Events.reference("r", "i", "cat"), 1, 2), 3);
        assertThat(writer.write(score, came)).isEqualTo(SCORE.encode(score));
        assertThat(writer.write(score, came)).isEqualTo(SCORE.encode(score));
    }

    @Test
    void aScoreWithoutPredictionHasNone() {
        OutcomeProfile profile = Scorer.profile("m", "open-world", ReferenceFacts.NONE);
        Score score = Scorer.failure("r", "i", profile, ReferenceFacts.NONE, "no such image", 3);
        assertThat(SCORE.decode(writer.write(score, null))).isEqualTo(score);
    }

    @Test
    void bytesOfAnotherVersionAreEncodedAnew() {
        Prediction prediction = Events.text("r", "i", "m", "This is a cat.");
        byte[] other = PREDICTION.encode(prediction);
        other[2] ^= 1;
        Score score = Scorer.score(prediction, ReferenceFacts.of(Events.reference("r", "i", "cat"), 1, 2), 3);
        assertThat(writer.write(score, other)).isEqualTo(SCORE.encode(score));
    }

    @Test
    void bytesBehindAPredictionOrTooFewMakeItNone() {
        byte[] bytes = PREDICTION.encode(Events.text("r", "i", "m", "This is a cat."));
        assertThatThrownBy(() -> reader.read(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(WireException.class)
                .hasMessage("not a Prediction in Avro's single-object encoding: bytes are left over behind it: 1");
        assertThatThrownBy(() -> reader.read(Arrays.copyOf(bytes, bytes.length - 1)))
                .isInstanceOf(WireException.class)
                .hasMessageStartingWith("not a Prediction in Avro's single-object encoding");
        assertThatThrownBy(() -> reader.read(null)).isInstanceOf(WireException.class);
    }
}
