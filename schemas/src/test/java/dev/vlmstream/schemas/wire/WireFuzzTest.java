package dev.vlmstream.schemas.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes, read as any version of any event, are that event or a {@link WireException}. */
class WireFuzzTest {
    private record Written(Wire<?> wire, Schema schema) {
        byte[] header() {
            return new SingleObject(schema).header();
        }
    }

    private static final List<Written> VERSIONS = Stream.of(
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
                    Verdict.class)
            .flatMap(WireFuzzTest::versions)
            .toList();
    private static final int NO_HEADER = 0xff;

    private static <T extends SpecificRecord> Stream<Written> versions(Class<T> type) {
        Wire<T> wire = Wire.of(type);
        return SchemaHistory.of(type.getSimpleName()).stream().map(schema -> new Written(wire, schema));
    }

    /** An event of each version, with something in every field. */
    static Stream<Arguments> events() {
        return IntStream.range(0, VERSIONS.size())
                .mapToObj(i -> Arguments.of((Object) event(i, VERSIONS.get(i).schema())));
    }

    private static byte[] event(int version, Schema schema) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(version);
        BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<>(schema)
                    .write(new RandomData(schema, 1, 11L).iterator().next(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The first byte picks the event and its version, the rest is the body; 255 stands for bytes without a header. */
    @MethodSource("events")
    @FuzzTest
    void bytes(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int choice = input[0] & 0xff;
        Written written = VERSIONS.get(choice % VERSIONS.size());
        byte[] header = choice == NO_HEADER ? new byte[0] : written.header();
        byte[] record = Arrays.copyOf(header, header.length + input.length - 1);
        System.arraycopy(input, 1, record, header.length, input.length - 1);
        try {
            written.wire().decode(record);
        } catch (WireException e) {
            // What is no event is refused so.
        }
    }
}
