package dev.vlmstream.streaming.loop;

import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Writes every value as a key into the predictions topic; what is done before can be set. */
public final class EchoHandler implements BatchHandler {
    private final Consumer<List<String>> before;
    private final Consumer<List<String>> ahead;

    public EchoHandler() {
        this(values -> {});
    }

    public EchoHandler(Consumer<List<String>> before) {
        this(before, values -> {});
    }

    /** @param ahead gets what comes next */
    public EchoHandler(Consumer<List<String>> before, Consumer<List<String>> ahead) {
        this.before = before;
        this.ahead = ahead;
    }

    @Override
    public void handle(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
        before.accept(batch.stream().map(EchoHandler::value).toList());
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            outbox.add(Topic.PREDICTIONS, value(record), new RankedClass("echo", 0, 0f));
        }
    }

    @Override
    public void comeNext(List<ConsumerRecord<byte[], byte[]>> records) {
        ahead.accept(records.stream().map(EchoHandler::value).toList());
    }

    @Override
    public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox) {
        outbox.add(DeadLetters.of("echo", record, RecordFailure.reason(cause)));
    }

    private static String value(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }
}
