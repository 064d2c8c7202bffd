package dev.vlmstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.schemas.wire.SchemaHistory;
import dev.vlmstream.schemas.wire.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaEvolutionTest {
    static List<Schema> events() {
        return List.of(
                RunManifest.getClassSchema(),
                Item.getClassSchema(),
                Question.getClassSchema(),
                Reference.getClassSchema(),
                Features.getClassSchema(),
                Prediction.getClassSchema(),
                Score.getClassSchema(),
                Verdict.getClassSchema(),
                MetricSnapshot.getClassSchema(),
                DeadLetter.getClassSchema(),
                ModelAnnouncement.getClassSchema(),
                InstallationMark.getClassSchema(),
                WikiMaking.getClassSchema(),
                WikiClass.getClassSchema(),
                WikiWritten.getClassSchema(),
                WikiQuestion.getClassSchema());
    }

    @ParameterizedTest
    @MethodSource("events")
    void theNewestRecordedVersionIsTheSchemaInUse(Schema current) throws IOException {
        String name = current.getName();
        String canonical = SchemaNormalization.toParsingForm(current);
        int newest = SchemaHistory.of(name).size();
        assertThat(newest == 0 ? "" : recorded(name, newest))
                .as(
                        "src/main/avro/%1$s.avsc is not what avro-history/%1$s has. If a release has had"
                                + " avro-history/%1$s/%2$d.avsc, add %3$d.avsc beside it, else replace it; its one line:%n%4$s%n",
                        name, newest, newest + 1, canonical)
                .isEqualTo(canonical + "\n");
    }

    private static String recorded(String name, int version) throws IOException {
        try (InputStream in =
                SchemaHistory.class.getResourceAsStream("/avro-history/" + name + "/" + version + ".avsc")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @MethodSource("events")
    void everyRecordedVersionCanBeReadAndReadsWhatIsWrittenNow(Schema current) {
        for (Schema recorded : SchemaHistory.of(current.getName())) {
            requireReadable(current, recorded);
            requireReadable(recorded, current);
        }
    }

    private static void requireReadable(Schema reader, Schema writer) {
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                        .getType())
                .as("reader %s, writer %s", reader, writer)
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    @ParameterizedTest
    @MethodSource("events")
    void aFieldAddedLaterHasADefaultAndAnOldReaderSkipsIt(Schema current) {
        Schema.Field added = new Schema.Field("added_later", Schema.create(Schema.Type.STRING), null, "x");
        List<Schema.Field> fields = new ArrayList<>();
        current.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        fields.add(added);
        Schema next = Schema.createRecord(current.getName(), null, current.getNamespace(), false, fields);
        requireReadable(current, next);
        requireReadable(next, current);
    }

    @Test
    void anEventOfAnUnknownWriterIsRefusedByName() throws Exception {
        Schema other = Schema.createRecord(
                "Other", null, "x", false, List.of(new Schema.Field("a", Schema.create(Schema.Type.STRING))));
        GenericData.Record record = new GenericData.Record(other);
        record.put("a", "b");
        var buffer = new BinaryMessageEncoder<GenericData.Record>(GenericData.get(), other).encode(record);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        assertThatThrownBy(() -> Wire.of(Item.class).decode(bytes)).hasMessageContaining("not a Item");
    }
}
