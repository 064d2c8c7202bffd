package dev.vlmstream.schemas.wire;

import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Item;
import java.nio.ByteBuffer;
import java.util.List;

/** An event with a record inside, and its bytes. */
final class Events {
    private Events() {}

    static Item item(String id) {
        return Item.newBuilder()
                .setRun("r")
                .setItemId(id)
                .setImage(ImageRef.newBuilder()
                        .setName("a.jpg")
                        .setSha256("00")
                        .setSize(3)
                        .setBytes(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                        .build())
                .setLabel("ant")
                .setChoices(List.of("ant", "bee"))
                .build();
    }
}
