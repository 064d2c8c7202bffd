package dev.vlmstream.schemas.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class TopicRowsTest {
    private static final byte[] GARBAGE = {(byte) 0xc3, 1, 2, '\n'};

    private final TopicRows<RankedClass> rows = new TopicRows<>(RankedClass.class, RankedClass::getName);
    private long offset;

    private Optional<UnreadableRecord> put(String key, byte[] value) {
        return rows.put(new ConsumerRecord<>(
                "runs", 2, offset++, key == null ? null : key.getBytes(StandardCharsets.UTF_8), value));
    }

    private static byte[] row(String name, int index) {
        return Wire.of(RankedClass.class).encode(new RankedClass(name, index, 0f));
    }

    @Test
    void theNewestOfAKeyIsItsRowUntilARecordWithoutAValueRemovesIt() {
        assertThat(put("a", row("a", 1))).isEmpty();
        put("a", row("a", 2));
        put("b", row("b", 3));
        assertThat(rows.find("a")).get().extracting(RankedClass::getIndex).isEqualTo(2);
        assertThat(rows.all()).hasSize(2);
        put("a", null);
        put("never there", null);
        assertThat(rows.find("a")).isEmpty();
        assertThat(rows.unreadable()).isEmpty();
    }

    @Test
    void whatCannotBeReadCostsNoOtherRowAndIsToldOnceAKeyWithItsPlace() {
        put("a", row("a", 1));
        assertThat(put("a", GARBAGE))
                .get()
                .asString()
                .startsWith("runs-2@1 (key \"a\"): not a RankedClass in Avro's single-object encoding");
        assertThat(put("a", GARBAGE)).isEmpty();
        assertThat(put("b\n", new byte[0])).get().asString().startsWith("runs-2@3 (key \"b\ufffd\"): ");
        assertThat(put(null, row("c", 1))).get().asString().startsWith("runs-2@4 (no key): a row of \"c\"");
        assertThat(rows.find("a")).get().extracting(RankedClass::getIndex).isEqualTo(1);
        assertThat(rows.unreadable("a"))
                .get()
                .extracting(UnreadableRecord::offset)
                .isEqualTo(2L);
        assertThat(rows.unreadable()).extracting(UnreadableRecord::offset).containsExactly(2L, 3L, 4L);
        assertThat(rows.all()).hasSize(1);
    }

    @Test
    void whatIsNewerThanARecordThatCannotBeReadTakesItsPlace() {
        put("a", GARBAGE);
        put("a", row("a", 1));
        put("b", GARBAGE);
        put("b", null);
        assertThat(rows.unreadable()).isEmpty();
        assertThat(rows.unreadable("a")).isEmpty();
        assertThat(rows.all()).hasSize(1);
    }

    @Test
    void aRowUnderAnotherKeyThanItsOwnTakesNobodysPlace() {
        put("a", row("a", 1));
        assertThat(put("b", row("a", 2))).get().asString().contains("a row of \"a\" under another key");
        assertThat(rows.find("a")).get().extracting(RankedClass::getIndex).isEqualTo(1);
        assertThat(rows.find("b")).isEmpty();
    }
}
