package dev.vlmstream.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.ModelAnnouncement;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a real registry, and Apicurio's own serde as the other side. */
class ApicurioIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static RegistryServer server;

    private final RegistryCodec<Item> items = new RegistryCodec<>(Item.class, server.url());
    private final Item item = Events.item("1");

    @BeforeAll
    static void start() throws Exception {
        server = new RegistryServer();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void apicuriosOwnDeserializerReadsOurEvents() {
        try (AvroKafkaDeserializer<GenericRecord> theirs = new AvroKafkaDeserializer<>()) {
            theirs.configure(apicurio(), false);
            GenericRecord read = theirs.deserialize("items", items.encode(item));
            assertThat(read.getSchema().getFullName()).isEqualTo("dev.vlmstream.schemas.Item");
            assertThat(read.get("itemId")).hasToString("1");
            assertThat(((GenericRecord) read.get("image")).get("name")).hasToString("a.jpg");
        }
    }

    @Test
    void eventsOfApicuriosOwnSerializerAreRead() {
        try (AvroKafkaSerializer<Item> theirs = new AvroKafkaSerializer<>()) {
            theirs.configure(apicurio(), false);
            assertThat(items.decode(theirs.serialize("items", item))).isEqualTo(item);
        }
    }

    @Test
    void theIdIsThatOfTheConfluentInterface() throws Exception {
        int id = ByteBuffer.wrap(items.encode(item)).getInt(1);
        JsonNode answer = JSON.readTree(server.get("/apis/ccompat/v7/schemas/ids/" + id));
        assertThat(new Schema.Parser().parse(answer.get("schema").asText())).isEqualTo(Item.getClassSchema());
        assertThat(JSON.readTree(server.get("/apis/ccompat/v7/subjects")).toString())
                .contains("\"dev.vlmstream.schemas.Item\"");
    }

    @Test
    void aSchemaIsRegisteredOnceHoweverManyWritersThereAre() {
        byte[] first = items.encode(item);
        assertThat(new RegistryCodec<>(Item.class, server.url()).encode(item)).isEqualTo(first);
    }

    @Test
    void anIdThatTheRegistryDoesNotKnowSpeaksAgainstTheBytes() {
        assertThatThrownBy(() -> items.decode(new byte[] {0, 0, 15, 66, 64, 1}))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("no schema of the id 1000000");
    }

    @Test
    void aTopicOfBothFormatsIsReadThroughASwitch() {
        byte[] before = Wire.of(ModelAnnouncement.class).encode(announcement());
        System.setProperty(RegistrySettings.URL, server.url().toString());
        try {
            Wire<ModelAnnouncement> wire = Wire.of(ModelAnnouncement.class);
            byte[] after = wire.encode(announcement());
            assertThat(before).startsWith(0xc3, 0x01);
            assertThat(after).startsWith(0);
            assertThat(wire.decode(before)).isEqualTo(announcement());
            assertThat(wire.decode(after)).isEqualTo(announcement());
        } finally {
            System.clearProperty(RegistrySettings.URL);
        }
    }

    private static ModelAnnouncement announcement() {
        return ModelAnnouncement.newBuilder()
                .setModel("clip")
                .setDigest("00")
                .setKind("dual-encoder")
                .setTasks(List.of("zero-shot"))
                .setService("embed")
                .setSoftwareVersion("1")
                .setAnnouncedAt(1)
                .setLeaseMillis(90_000)
                .build();
    }

    private static Map<String, Object> apicurio() {
        return Map.of(
                "apicurio.registry.url",
                server.url() + "/apis/registry/v3",
                "apicurio.registry.http.adapter",
                "JDK",
                "apicurio.registry.auto-register",
                true);
    }
}
