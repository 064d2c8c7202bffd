package dev.vlmstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

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
