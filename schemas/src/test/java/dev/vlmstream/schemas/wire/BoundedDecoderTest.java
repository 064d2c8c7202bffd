package dev.vlmstream.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedDecoderTest {
    private interface Writing {
        void to(BinaryEncoder out) throws IOException;
    }

    private static byte[] written(Writing writing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
        writing.to(out);
        return bytes.toByteArray();
    }

    private static BoundedDecoder of(Writing writing) throws IOException {
        return new BoundedDecoder(written(writing), 0);
    }

    @Test
    void numbersAreReadAsAvroReadsThem() throws IOException {
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            long value = random.nextLong() >> random.nextInt(64);
            byte[] bytes = written(out -> {
                out.writeLong(value);
                out.writeInt((int) value);
                out.writeFloat(value);
                out.writeDouble(value);
                out.writeBoolean(value % 2 == 0);
            });
            BoundedDecoder in = new BoundedDecoder(bytes, 0);
            assertThat(in.readLong()).isEqualTo(value);
            assertThat(in.readInt()).isEqualTo((int) value);
            assertThat(in.readFloat()).isEqualTo(value);
            assertThat(in.readDouble()).isEqualTo(value);
            assertThat(in.readBoolean()).isEqualTo(value % 2 == 0);
            in.requireEnd();
        }
    }

    @Test
    void anyNumbersAreReadAsAvroReadsThemOrRefusedAsAvroRefusesThem() {
        Random random = new Random(12);
        byte[] bytes = new byte[12];
        for (int i = 0; i < 20_000; i++) {
            random.nextBytes(bytes);
            BinaryDecoder avro = DecoderFactory.get().binaryDecoder(bytes, null);
            BoundedDecoder ours = new BoundedDecoder(bytes, 0);
            assertThat(outcome(() -> ours.readInt() + " " + ours.readLong()))
                    .isEqualTo(outcome(() -> avro.readInt() + " " + avro.readLong()));
        }
    }

    private interface Reading {
        String read() throws IOException;
    }

    private static String outcome(Reading reading) {
        try {
            return reading.read();
        } catch (IOException e) {
            return "refused";
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 4, 1L << 30, Long.MAX_VALUE, Long.MIN_VALUE})
    void aLengthThatTheRecordCannotHoldIsRefused(long length) throws IOException {
        Writing writing = out -> {
            out.writeLong(length);
            out.writeFixed(new byte[3]);
        };
        String words = " of " + length + " bytes is declared where 3 are left";
        assertThatThrownBy(of(writing)::readString).hasMessage("a string" + words);
        assertThatThrownBy(() -> of(writing).readString(null)).hasMessage("a string" + words);
        assertThatThrownBy(of(writing)::skipString).hasMessage("a string" + words);
        assertThatThrownBy(() -> of(writing).readBytes(null)).hasMessage("bytes" + words);
        assertThatThrownBy(of(writing)::skipBytes).hasMessage("bytes" + words);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 1L << 30, Long.MAX_VALUE})
    void aCountThatTheRecordCannotHoldIsRefused(long count) throws IOException {
        Writing writing = out -> {
            out.writeLong(count);
            out.writeFixed(new byte[3]);
        };
        String words = count + " elements of an array or map are declared where 3 bytes are left";
        assertThatThrownBy(of(writing)::readArrayStart).hasMessage(words);
        assertThatThrownBy(of(writing)::skipArray).hasMessage(words);
        assertThatThrownBy(of(writing)::readMapStart).hasMessage(words);
        assertThatThrownBy(of(writing)::skipMap).hasMessage(words);
    }

    @Test
    void aNegativeCountIsFollowedByALengthThatTheRecordHolds() throws IOException {
        assertThat(block(-2, 2).readArrayStart()).isEqualTo(2);
        assertThatThrownBy(block(-2, 1L << 40)::readArrayStart).hasMessageContaining("a block of elements of");
        assertThatThrownBy(block(-2, -2)::skipArray).hasMessageContaining("a block of elements of -2 bytes");
        assertThatThrownBy(block(Long.MIN_VALUE, 2)::readArrayStart).hasMessageContaining("elements of an array");
        assertThat(block(-2, 2).skipMap()).isZero();
    }

    private static BoundedDecoder block(long count, long bytes) throws IOException {
        return of(out -> {
            out.writeLong(count);
            out.writeLong(bytes);
            out.writeFixed(new byte[3]);
        });
    }

    /** As a schema from a registry may have them: without a bound the blocks below are 2.5 million elements in 5 KB. */
    @Test
    void elementsThatTakeNoBytesAreNoMoreThanTheRecordHasBytes() throws IOException {
        byte[] bytes = new byte[5_000];
        for (int at = 0; at < bytes.length; at += 2) {
            bytes[at] = (byte) 0x80 | 0x50;
            bytes[at + 1] = 0x0f;
        }
        BoundedDecoder in = new BoundedDecoder(bytes, 0);
        assertThatThrownBy(() -> {
                    long elements = in.readArrayStart();
                    while (elements <= bytes.length) {
                        elements += in.arrayNext();
                    }
                })
                .hasMessageContaining("elements of an array or map are declared");
    }

    @Test
    void aRecordHasNoMoreElementsThanMemoryHasRoomFor() throws IOException {
        byte[] bytes = new byte[4 << 20];
        byte[] count = written(out -> out.writeLong(2 << 20));
        System.arraycopy(count, 0, bytes, 0, count.length);
        assertThatThrownBy(() -> new BoundedDecoder(bytes, 0).readArrayStart())
                .hasMessageStartingWith("2097152 elements of an array or map are declared")
                .hasMessageEndingWith("and room for 1048576");
    }

    @Test
    void whatIsCutOffAndWhatIsLeftOverIsSaid() throws IOException {
        assertThatThrownBy(of(out -> {})::readLong).hasMessage("it ends within a long");
        assertThatThrownBy(of(out -> out.writeBoolean(true))::readDouble).hasMessage("it ends within a double");
        assertThatThrownBy(of(out -> out.writeDouble(1))::requireEnd).hasMessage("bytes are left over behind it: 8");
        assertThatThrownBy(() -> new BoundedDecoder(new byte[9], 5).readFixed(new byte[5]))
                .hasMessage("it ends within a fixed");
    }
}
