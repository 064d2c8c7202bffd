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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Any bytes, read as any version of any event, are that event or a {@link WireException}. */
class WireFuzzTest {
    private record Written(Wire<?> wire, byte[] header) {}

    private static final List<Written> VERSIONS = versions();

    /** The first byte picks the event and its version, the rest is the body; 255 stands for bytes without a header. */
    @FuzzTest
    void bytes(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int choice = input[0] & 0xff;
        Written written = VERSIONS.get(choice % VERSIONS.size());
        byte[] header = choice == 0xff ? new byte[0] : written.header();
        byte[] record = ByteBuffer.allocate(header.length + input.length - 1)
                .put(header)
                .put(input, 1, input.length - 1)
                .array();
        try {
            written.wire().decode(record);
        } catch (WireException e) {
            // What is no event is refused so.
        }
    }

    private static List<Written> versions() {
        List<Written> all = new ArrayList<>();
        Stream.of(
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
                .forEach(type -> add(type, all));
        return all;
    }

    private static <T extends SpecificRecord> void add(Class<T> type, List<Written> all) {
        Wire<T> wire = Wire.of(type);
        Schema newest = SpecificData.get().getSchema(type);
        SchemaHistory.of(newest.getName()).forEach(schema -> all.add(new Written(wire, header(schema))));
    }

    private static byte[] header(Schema schema) {
        return ByteBuffer.allocate(SingleObject.BODY)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0x01c3)
                .putLong(SchemaNormalization.parsingFingerprint64(schema))
                .array();
    }
}
