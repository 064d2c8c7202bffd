package dev.vlmstream.ingest;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Waiting;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import dev.vlmstream.streaming.kafka.RecordsAt;
import dev.vlmstream.streaming.loop.BatchHandler;
import dev.vlmstream.streaming.loop.DeadLetters;
import dev.vlmstream.streaming.loop.LoopSpec;
import dev.vlmstream.streaming.loop.Outbox;
import dev.vlmstream.streaming.loop.RecordFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Records that wait for their run's manifest. The topic is gone round about once a second: a record whose run is known by now is
 * written to its own topic again, one that has waited too long becomes a dead letter, and any other goes behind the rest. What
 * waits lies behind the committed offset, and each round is one transaction, so nothing is lost or doubled whatever is killed, and no
 * record waits for another.
 */
final class WaitingHandler implements BatchHandler {
    private static final Wire<Waiting> WIRE = Wire.of(Waiting.class);
    private static final Duration ROUND = Duration.ofSeconds(1);
    /** What one round writes to the records' own topics: as much as a busy broker takes in a transaction's time. */
    private static final long MOST_BYTES = 4 << 20;
    /** What was not seen for so long waits elsewhere now: its partition belongs to another replica. */
    private static final Duration ELSEWHERE = Duration.ofMinutes(1);

    private final RunLookup book;
    private final KafkaSettings settings;
    private final Duration patience;
    private final int most;
    /** Where records wait that may be written again. */
    private final Set<String> topics;

    private final Map<String, Seen> seen = new HashMap<>();
    private long room;

    /** Nobody's clock is trusted: a wait begins when this process first sees it. By {@link System#nanoTime()}. */
    private record Seen(long first, long last) {}

    /** What becomes of a record that waits no more. */
    private interface End {
        void of(Waiting waiting, ConsumerRecord<byte[], byte[]> record);
    }

    WaitingHandler(RunLookup book, KafkaSettings settings, Duration patience, int most) {
        this.book = book;
        this.settings = settings;
        this.patience = patience;
        this.most = most;
        this.topics = Stream.concat(Topic.OF_ITEMS.stream(), Stream.of(Topic.QUESTIONS, Topic.FEATURES))
                .map(settings::name)
                .collect(Collectors.toSet());
    }

    /** A batch is all that waits, once in a round's time. */
    static LoopSpec spec(KafkaSettings settings, int most) {
        return new LoopSpec(settings.names().group("ingest-waiting"), Topic.WAITING, most, most, ROUND);
    }

    @Override
    public void handle(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
        long now = System.nanoTime();
        book.beginBatch();
        room = MOST_BYTES;
        Map<String, Waiting> known = new LinkedHashMap<>();
        Map<String, Waiting> late = new LinkedHashMap<>();
        read(batch, outbox).forEach((key, waiting) -> {
            boolean tooMany = !seen.containsKey(key) && seen.size() >= most;
            Seen before = seen.getOrDefault(key, new Seen(now, now));
            seen.put(key, new Seen(before.first(), now));
            if (isKnown(waiting)) {
                known.put(key, waiting);
            } else if (tooMany || now - before.first() >= patience.toNanos()) {
                late.put(key, waiting);
            } else {
                outbox.add(Topic.WAITING, key, waiting);
            }
        });
        end(known, outbox, (waiting, record) -> outbox.again(record));
        end(late, outbox, (waiting, record) -> outbox.add(letter(waiting, record)));
        seen.values().removeIf(one -> now - one.last() > ELSEWHERE.toNanos());
    }

    /** What waits, by its key: services for several models may each have said so. */
    private Map<String, Waiting> read(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
        Map<String, Waiting> all = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            if (record.value() == null) {
                continue;
            }
            try {
                Waiting waiting = WIRE.decode(record.value());
                if (!topics.contains(waiting.getTopic())) {
                    throw new WireException("nothing waits in the topic " + waiting.getTopic(), null);
                }
                all.put(DeadLetters.position(waiting.getTopic(), waiting.getPartition(), waiting.getOffset()), waiting);
            } catch (WireException e) {
                outbox.add(DeadLetters.of(IngestHandler.SERVICE, record, e.getMessage()));
            }
        }
        return all;
    }

    /** What can only be refused is known, too: the loop over its own topic says why. */
    private boolean isKnown(Waiting waiting) {
        try {
            return book.find(waiting.getRun()).isPresent();
        } catch (RejectedException | IllegalArgumentException e) {
            return true;
        }
    }

    /** Those for which there is no room wait for the next round. */
    private void end(Map<String, Waiting> ending, Outbox outbox, End end) {
        if (ending.isEmpty()) {
            return;
        }
        Map<TopicPartition, TreeMap<Long, Waiting>> places = new HashMap<>();
        ending.values()
                .forEach(waiting -> places.computeIfAbsent(
                                new TopicPartition(waiting.getTopic(), waiting.getPartition()), p -> new TreeMap<>())
                        .put(waiting.getOffset(), waiting));
        try (Consumer<byte[], byte[]> consumer = settings.reader()) {
            places.forEach((partition, waiting) -> {
                Map<Long, Waiting> open = new TreeMap<>(waiting);
                long behind = RecordsAt.end(consumer, partition);
                Set<Long> gone = new HashSet<>(waiting.tailMap(behind).keySet());
                Set<Long> there = waiting.headMap(behind).keySet();
                if (!there.isEmpty()) {
                    gone.addAll(RecordsAt.read(consumer, partition, there, record -> {
                        end.of(open.remove(record.offset()), record);
                        done(record, outbox);
                        room -= record.serializedKeySize() + record.serializedValueSize();
                        return room > 0;
                    }));
                }
                open.forEach((offset, one) -> {
                    ConsumerRecord<byte[], byte[]> record =
                            new ConsumerRecord<>(partition.topic(), partition.partition(), offset, null, null);
                    if (gone.contains(offset)) {
                        outbox.add(DeadLetters.of(IngestHandler.SERVICE, record, "it waited, and is no longer there"));
                        done(record, outbox);
                    } else {
                        outbox.add(Topic.WAITING, DeadLetters.position(record), one);
                    }
                });
            });
        }
    }

    private void done(ConsumerRecord<byte[], byte[]> record, Outbox outbox) {
        String key = DeadLetters.position(record);
        seen.remove(key);
        outbox.remove(Topic.WAITING, key);
    }

    private static DeadLetter letter(Waiting waiting, ConsumerRecord<byte[], byte[]> record) {
        Attribution attribution = Attribution.of(record);
        String run = attribution.run();
        return DeadLetters.of(
                IngestHandler.SERVICE, record, reason(waiting), run, run == null ? null : attribution.item(), null);
    }

    private static String reason(Waiting waiting) {
        if (waiting.getProblem() != null) {
            return waiting.getProblem();
        }
        return waiting.getRun() == null || waiting.getRun().isEmpty()
                ? "names no run, and not exactly one is open; add \"run\", or a record header \"run\""
                : "unknown run \"" + waiting.getRun() + "\": its manifest must be pushed before its items";
    }

    /** What is in them is not looked at. One by one, thousands would be written in as many rounds, each with a client of its own. */
    @Override
    public boolean suspectsRecords() {
        return false;
    }

    @Override
    public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox) {
        outbox.add(DeadLetters.of(IngestHandler.SERVICE, record, RecordFailure.reason(cause)));
    }
}
