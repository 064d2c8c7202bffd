package dev.vlmstream.scoring.topology;

import static dev.vlmstream.scoring.Events.reference;
import static dev.vlmstream.scoring.Events.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.SingleObject;
import dev.vlmstream.schemas.wire.Wire;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RecordOwnerTest {
    private static final byte[] KEY = "r/of-the-key".getBytes(UTF_8);

    private static RecordOwner of(Topic topic, byte[] value) {
        return RecordOwner.of(topic, KEY, value);
    }

    @Test
    void whatAnEventBeginsWithShowsWhoseItIs() {
        byte[] prediction = Wire.of(Prediction.class).encode(text("r", "i".repeat(200), "m", "cat"));
        byte[] reference = Wire.of(Reference.class).encode(reference("r", "1", "cat"));

        assertThat(of(Topic.PREDICTIONS, Arrays.copyOf(prediction, prediction.length - 3)))
                .isEqualTo(new RecordOwner("r", "i".repeat(200), "m"));
        assertThat(of(Topic.REFERENCES, Arrays.copyOf(reference, reference.length - 3)))
                .isEqualTo(new RecordOwner("r", "1", null));
    }

    @Test
    void elseTheKeyDoes() {
        byte[] header = new SingleObject(Prediction.getClassSchema()).header();
        byte[] bomb = Arrays.copyOf(header, header.length + 8);
        Arrays.fill(bomb, header.length, bomb.length, (byte) 0x80);

        assertThat(of(Topic.PREDICTIONS, bomb)).isEqualTo(new RecordOwner("r", "of-the-key", null));
        assertThat(of(Topic.PREDICTIONS, null)).isEqualTo(new RecordOwner("r", "of-the-key", null));
        assertThat(of(Topic.PREDICTIONS, header)).isEqualTo(new RecordOwner("r", "of-the-key", null));
        assertThat(of(Topic.PREDICTIONS, "{}".getBytes(UTF_8))).isEqualTo(new RecordOwner("r", "of-the-key", null));
    }

    @Test
    void andWhatShowsNothingIsNobodys() {
        assertThat(RecordOwner.of(Topic.VERDICTS, null, new byte[] {1})).isEqualTo(RecordOwner.NONE);
        assertThat(RecordOwner.of(Topic.VERDICTS, "no key of ours".getBytes(UTF_8), null))
                .isEqualTo(RecordOwner.NONE);
        assertThat(RecordOwner.of(Topic.VERDICTS, "a run?/1".getBytes(UTF_8), null))
                .isEqualTo(RecordOwner.NONE);
    }

    @Test
    void noBytesAreTooOddToBeLookedAt() {
        byte[] valid = Wire.of(Prediction.class).encode(text("r", "1", "m", "cat"));
        for (int at = SingleObject.BODY; at < valid.length; at++) {
            for (int value = 0; value < 256; value += 5) {
                byte[] bytes = valid.clone();
                bytes[at] = (byte) value;
                assertThat(of(Topic.PREDICTIONS, bytes).run()).isNotNull();
            }
        }
    }
}
