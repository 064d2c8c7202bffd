package dev.vlmstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.wire.SingleObject;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {
    private final Wire<Item> wire = Wire.of(Item.class);
    private final Item item = Item.newBuilder()
            .setRun("r")
            .setItemId("i")
            .setImage(ImageRef.newBuilder()
                    .setName("a.jpg")
                    .setSha256("00")
                    .setSize(3)
                    .setBytes(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                    .build())
            .setLabel("ant")
            .setChoices(List.of("ant", "bee"))
            .build();

    @Test
    void anEventComesBackAsItWas() {
        byte[] bytes = wire.encode(item);
        assertThat(Wire.isAvro(bytes)).isTrue();
        assertThat(wire.decode(bytes)).isEqualTo(item);
    }

    @Test
    void bytesCutShortAreRefused() {
        byte[] bytes = wire.encode(item);
        assertThatThrownBy(() -> wire.decode(Arrays.copyOf(bytes, bytes.length - 4)))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("Item");
        assertThatThrownBy(() -> wire.decode(null)).hasMessageContaining("empty record");
    }

    @Test
    void bytesBehindAnEventAreRefused() {
        byte[] bytes = wire.encode(item);
        assertThatThrownBy(() -> wire.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("left over");
    }

    /** Eighteen bytes that each event's first string or array takes for a length of 2^30. */
    @ParameterizedTest
    @ValueSource(
            classes = {
                DeadLetter.class,
                Features.class,
                Item.class,
                MetricSnapshot.class,
                ModelAnnouncement.class,
                Prediction.class,
                Question.class,
                Reference.class,
                RunManifest.class,
                Score.class,
                Verdict.class
            })
    void aLengthThatARecordCannotHoldCostsAMessage(Class<? extends SpecificRecord> type) {
        byte[] record = ByteBuffer.allocate(18)
                .put(new SingleObject(SpecificData.get().getSchema(type)).header())
                .put(new byte[] {-128, -128, -128, -128, 8, 2, 2, 2})
                .array();
        assertThatThrownBy(() -> Wire.of(type).decode(record))
                .isInstanceOf(WireException.class)
                .hasMessageStartingWith("not a " + type.getSimpleName() + " in Avro's single-object encoding: ");
    }

    @Test
    void theMessageSaysWhatIsDeclaredAndWhatIsThere() {
        byte[] record = ByteBuffer.allocate(18)
                .put(new SingleObject(Item.getClassSchema()).header())
                .put(new byte[] {-128, -128, -128, -128, 8, 2, 2, 2})
                .array();
        assertThatThrownBy(() -> wire.decode(record))
                .hasMessageEndingWith("a string of 1073741824 bytes is declared where 3 are left");
    }

    @Test
    void jsonIsNotTakenForAvro() {
        assertThat(Wire.isAvro("{\"image\":\"a\"}".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    @Test
    void aRunIdThatCannotBeAnAddressIsRefused() {
        assertThatThrownBy(() -> Keys.requireRun("a/b")).hasMessageContaining("a/b");
        assertThat(Keys.requireRun("demo-open_1.2")).isEqualTo("demo-open_1.2");
    }
}
