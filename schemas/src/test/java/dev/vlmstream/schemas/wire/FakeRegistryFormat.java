package dev.vlmstream.schemas.wire;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.message.RawMessageDecoder;
import org.apache.avro.message.RawMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** A registry that has every schema, under the id 7. */
public final class FakeRegistryFormat implements RegistryFormat {
    @Override
    public <T extends SpecificRecord> Codec<T> codec(Class<T> type, URI registry) {
        RawMessageEncoder<T> encoder =
                new RawMessageEncoder<>(SpecificData.get(), SpecificData.get().getSchema(type));
        RawMessageDecoder<T> decoder =
                new RawMessageDecoder<>(SpecificData.get(), SpecificData.get().getSchema(type));
        return new Codec<>() {
            @Override
            public byte[] encode(T event) {
                try {
                    ByteBuffer body = encoder.encode(event);
                    return ByteBuffer.allocate(5 + body.remaining())
                            .put((byte) 0)
                            .putInt(7)
                            .put(body)
                            .array();
                } catch (IOException e) {
                    throw new WireException("cannot encode", e);
                }
            }

            @Override
            public T decode(byte[] bytes) {
                try {
                    return decoder.decode(Arrays.copyOfRange(bytes, 5, bytes.length));
                } catch (IOException e) {
                    throw new RegistryException(registry + " does not answer", e);
                }
            }
        };
    }
}
