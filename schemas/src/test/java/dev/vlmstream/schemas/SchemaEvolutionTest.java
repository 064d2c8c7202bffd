package dev.vlmstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.wire.SchemaHistory;
import dev.vlmstream.schemas.wire.Wire;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageEncoder;
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
                ModelAnnouncement.getClassSchema());
    }

    @ParameterizedTest
    @MethodSource("events")
    void theNewestVersionInTheHistoryIsTheOneInUse(Schema current) {
        List<Schema> history = SchemaHistory.of(current.getName());
        assertThat(history)
                .as("avro-history/%s: add the schema as the next number", current.getName())
                .isNotEmpty();
        assertThat(SchemaNormalization.toParsingForm(history.get(history.size() - 1)))
                .as(
                        "avro-history/%s: the schema was changed, so add it as %d.avsc",
                        current.getName(), history.size() + 1)
                .isEqualTo(SchemaNormalization.toParsingForm(current));
    }

    @ParameterizedTest
    @MethodSource("events")
    void everyVersionReadsEveryOther(Schema current) {
        List<Schema> history = SchemaHistory.of(current.getName());
        for (Schema reader : history) {
            for (Schema writer : history) {
                assertThat(SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                                .getType())
                        .as("%s: reader %s, writer %s", current.getName(), reader, writer)
                        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("events")
    void aFieldAddedLaterHasADefaultAndAnOldReaderSkipsIt(Schema current) throws Exception {
        Schema.Field added = new Schema.Field("added_later", Schema.create(Schema.Type.STRING), null, "x");
        List<Schema.Field> fields = new java.util.ArrayList<>();
        current.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        fields.add(added);
        Schema next = Schema.createRecord(current.getName(), null, current.getNamespace(), false, fields);
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(current, next)
                        .getType())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(next, current)
                        .getType())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    @org.junit.jupiter.api.Test
    void anEventOfAnUnknownWriterIsRefusedByName() throws Exception {
        Schema other = Schema.createRecord(
                "Other", null, "x", false, List.of(new Schema.Field("a", Schema.create(Schema.Type.STRING))));
        GenericData.Record record = new GenericData.Record(other);
        record.put("a", "b");
        var buffer = new BinaryMessageEncoder<GenericData.Record>(GenericData.get(), other).encode(record);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> Wire.of(Item.class).decode(bytes))
                .hasMessageContaining("not a Item");
    }
}
