package dev.vlmstream.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.ModelAnnouncement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Properties;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryCodecTest {
    private final StubRegistry registry = new StubRegistry();
    private final RegistryCodec<Item> items = new RegistryCodec<>(Item.class, registry.url());
    private final Item item = Events.item("1");
    private final Properties properties = new Properties();

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void anEventIsAZeroByteTheIdAndTheBody() {
        registry.add("\"string\"");
        assertThat(items.encode(item)).startsWith(0, 0, 0, 0, 2);
        assertThat(new Schema.Parser().parse(registry.schemas().get(1))).isEqualTo(Item.getClassSchema());
    }

    @Test
    void anEventComesBackAsItWas() {
        assertThat(items.decode(items.encode(item))).isEqualTo(item);
    }

    @Test
    void theRegistryIsAskedOnceForEachSchema() {
        byte[] bytes = items.encode(item);
        items.decode(bytes);
        int asked = registry.requests();
        for (int i = 0; i < 100; i++) {
            items.decode(items.encode(Events.item("" + i)));
        }
        assertThat(registry.requests()).isEqualTo(asked);
    }

    @Test
    void onceKnownSchemasServeWhileTheRegistryIsAway() {
        byte[] bytes = items.encode(item);
        items.decode(bytes);
        registry.close();
        assertThat(items.decode(items.encode(item))).isEqualTo(item);
    }

    @Test
    void eventsOfEveryVersionEverWrittenAreRead() throws IOException {
        for (Schema writer : SchemaHistory.of("Item")) {
            byte[] body = written(writer);
            byte[] bytes = ByteBuffer.allocate(5 + body.length)
                    .put((byte) 0)
                    .putInt(registry.add(writer.toString()))
                    .put(body)
                    .array();
            assertThat(items.decode(bytes)).isEqualTo(item);
        }
    }

    /** The item as whoever knew only that version wrote it. */
    private byte[] written(Schema writer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        GenericRecord record = new GenericData.Record(writer);
        writer.getFields().forEach(field -> record.put(field.name(), item.get(field.name())));
        new GenericDatumWriter<GenericRecord>(writer).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    @Test
    void anIdThatTheRegistryDoesNotKnowSpeaksAgainstTheBytes() {
        assertThatThrownBy(() -> items.decode(new byte[] {0, 0, 0, 0, 99, 1}))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("no schema of the id 99");
    }

    @Test
    void bytesOfAnotherEventAreRefused() {
        byte[] bytes = items.encode(item);
        assertThatThrownBy(() -> new RegistryCodec<>(ModelAnnouncement.class, registry.url()).decode(bytes))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("not a ModelAnnouncement")
                .hasMessageContaining("dev.vlmstream.schemas.Item");
    }

    @Test
    void bytesCutShortAreRefused() {
        byte[] bytes = items.encode(item);
        assertThatThrownBy(() -> items.decode(Arrays.copyOf(bytes, bytes.length - 4)))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("Item");
        assertThatThrownBy(() -> items.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("left over");
    }

    @Test
    void aLengthThatTheRecordCannotHoldIsRefused() {
        int id = registry.add(Item.getClassSchema().toString());
        assertThatThrownBy(() -> items.decode(new byte[] {0, 0, 0, 0, (byte) id, -128, -128, -128, -128, 8, 2, 2, 2}))
                .isInstanceOf(WireException.class)
                .hasMessageEndingWith("a string of 1073741824 bytes is declared where 3 are left");
    }

    @Test
    void aSchemaThatHoldsItselfIsRefused() {
        int id = registry.add("""
                {"type":"record","name":"Item","namespace":"dev.vlmstream.schemas","fields":[
                  {"name":"run","type":"string"},{"name":"itemId","type":"string"},{"name":"label","type":"string"},
                  {"name":"inner","type":["null","Item"]}]}""");
        byte[] deep = new byte[1_000_000];
        Arrays.fill(deep, (byte) 2);
        ByteBuffer.wrap(deep).put((byte) 0).putInt(id);
        assertThatThrownBy(() -> items.decode(deep))
                .isInstanceOf(WireException.class)
                .hasMessageEndingWith("its schema dev.vlmstream.schemas.Item holds itself");
    }

    @Test
    void aRegistryThatIsAwayIsAReasonToTryAgain() {
        registry.close();
        assertThatThrownBy(() -> items.encode(item))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("cannot register the schema of dev.vlmstream.schemas.Item")
                .hasMessageContaining(registry.url().toString());
        assertThatThrownBy(() -> items.decode(new byte[] {0, 0, 0, 0, 1, 1}))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("cannot get the schema 1");
    }

    @Test
    void anAddressWithoutAPathMeansTheRegistrysInterface() {
        for (String url : new String[] {"http://a:1", "http://a:1/"}) {
            assertThat(RegistryCodec.settings(URI.create(url), properties))
                    .containsEntry("apicurio.registry.url", "http://a:1/apis/registry/v3");
        }
        assertThat(RegistryCodec.settings(URI.create("http://a/behind/a/proxy"), properties))
                .containsEntry("apicurio.registry.url", "http://a/behind/a/proxy");
    }

    @Test
    void systemPropertiesOfApicuriosOwnNamesGoBeforeOurs() {
        properties.setProperty("apicurio.registry.auto-register", "false");
        properties.setProperty("apicurio.registry.auth.username", "me");
        properties.setProperty("vlmstream.bootstrap", "b");
        assertThat(RegistryCodec.settings(URI.create("http://a:1"), properties))
                .containsEntry("apicurio.registry.auto-register", "false")
                .containsEntry("apicurio.registry.auth.username", "me")
                .doesNotContainKey("vlmstream.bootstrap");
    }
}
