package dev.vlmstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.datasets.ItemIds;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.topics.EventHeaders;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.streaming.loop.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"run\":\"k1\",\"image\":\"missing.jpg\",\"label\":\"ram\"}|missing.jpg|ram",
                "{\"run\":\"k1\",\"image\":\"http://10.0.0.1/a.jpg\",\"label\":\"ram\",\"label_idx\":\"x\"}|http://10.0.0.1/a.jpg|ram",
                "{\"run\":\"k1\",\"image\":\"a.jpg\"}|a.jpg|",
            })
    void aLineIsKnownByTheIdThatItWouldGet(String json, String image, String label) {
        assertThat(of(json)).isEqualTo(new Attribution("k1", ItemIds.of(image, null, label)));
    }

    @Test
    void anIdOfTheSendersOwnComesFirst() {
        assertThat(of("{\"run\":\"k1\",\"id\":\"7\",\"image_bytes\":\"?\",\"label\":\"ram\"}"))
                .isEqualTo(new Attribution("k1", "7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"run\":\"k1\",\"image_bytes\":\"?\",\"label\":\"ram\"}",
                "{\"run\":\"k1\",\"image\":\"data:image/png;base64,?\",\"label\":\"ram\"}",
                "{\"run\":\"k1\",\"image\":7,\"label\":\"ram\"}",
            })
    void anItemWhoseIdCannotBeToldIsKnownByItsPlace(String json) {
        ConsumerRecord<byte[], byte[]> record = Samples.record(json);
        assertThat(Attribution.of(record)).isEqualTo(new Attribution("k1", DeadLetters.position(record)));
    }

    @Test
    void whatIsNoItemHasARunAlone() {
        assertThat(of("{\"run\":\"k1\",\"task\":\"dance\",\"models\":[\"m\"]}")).isEqualTo(new Attribution("k1", null));
        assertThat(of("{\"run\":\"k1\",\"close\":true}")).isEqualTo(new Attribution("k1", null));
    }

    @Test
    void aLineWithoutARunIsOfTheOpenOneAndARunThatCannotBeIsNone() {
        assertThat(of("{\"image\":\"a.jpg\",\"label\":\"ram\"}").isOfTheOpenRun())
                .isTrue();
        assertThat(of("{\"run\":\"a/b\",\"image\":\"a.jpg\"}")).isEqualTo(new Attribution(null, null));
    }

    @Test
    void whatCannotBeReadIsKnownByItsHeadersAlone() {
        ConsumerRecord<byte[], byte[]> record = Samples.record("hello");
        assertThat(Attribution.of(record)).isEqualTo(new Attribution(null, null));
        record.headers().add(EventHeaders.RUN, "k1".getBytes(StandardCharsets.UTF_8));
        assertThat(Attribution.of(record)).isEqualTo(new Attribution("k1", DeadLetters.position(record)));
        record.headers().add(EventHeaders.ITEM, "7".getBytes(StandardCharsets.UTF_8));
        assertThat(Attribution.of(record)).isEqualTo(new Attribution("k1", "7"));
    }

    @Test
    void anAvroItemSaysItsOwn() {
        Item item = Samples.item("cat").setRun("k1").setItemId("7").build();
        byte[] avro = Wire.of(Item.class).encode(item);
        assertThat(Attribution.of(Samples.record(avro))).isEqualTo(new Attribution("k1", "7"));
        assertThat(Attribution.of(Samples.record(Arrays.copyOf(avro, 20)))).isEqualTo(new Attribution(null, null));
    }

    private static Attribution of(String json) {
        return Attribution.of(Samples.record(json));
    }
}
