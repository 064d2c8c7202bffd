package dev.vlmstream.streaming.loop;

import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.streaming.tables.TopicTable;
import dev.vlmstream.testing.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Run by hand: starts a broker, tables, a loop and pushes all at once, over and over on a machine kept busy, and says
 * how long each round took, with every thread's stack where it took too long. Arguments: rounds, busy threads, whether
 * each round has a broker of its own.
 */
final class StallHunt {
    private static final int ITEMS = 40;
    private static final long PATIENCE_SECONDS = 25;

    private StallHunt() {}

    public static void main(String[] arguments) {
        int rounds = Integer.parseInt(arguments[0]);
        boolean fresh = Boolean.parseBoolean(arguments[2]);
        keepBusy(Integer.parseInt(arguments[1]));
        EmbeddedBroker shared = fresh ? null : EmbeddedBroker.start();
        for (int round = 0; round < rounds; round++) {
            EmbeddedBroker broker = fresh ? EmbeddedBroker.start() : shared;
            round(broker.bootstrap(), round);
            if (fresh) {
                broker.close();
            }
        }
        System.exit(0);
    }

    private static void round(String bootstrap, int round) {
        long begun = System.nanoTime();
        try (Installation installation = new Installation(bootstrap);
                TopicTable<RankedClass> runs = table(installation, Topic.RUNS);
                TopicTable<RankedClass> models = table(installation, Topic.MODELS)) {
            List<String> values = IntStream.range(0, ITEMS)
                    .mapToObj(i -> "r" + i % 4 + "/" + i)
                    .toList();
            Installation.Process process = installation.process("0", "batch.size", "16");
            process.start("echo", new Waiting(runs, models));
            Thread pusher = new Thread(() -> push(installation, values));
            pusher.start();
            await(installation, values, process);
            pusher.join();
            System.out.printf("round %d: %.1f s%n", round, (System.nanoTime() - begun) / 1e9);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(Installation installation, List<String> values, Installation.Process process)
            throws InterruptedException {
        long begun = System.nanoTime();
        boolean reported = false;
        while (installation.echoes().size() < values.size()) {
            Thread.sleep(200);
            if (!reported && System.nanoTime() - begun > PATIENCE_SECONDS * 1_000_000_000L) {
                reported = true;
                System.out.println("SLOW: " + process.monitor().describe());
                Thread.getAllStackTraces().forEach((thread, stack) -> {
                    System.out.println(thread);
                    for (StackTraceElement frame : stack) {
                        System.out.println("    " + frame);
                    }
                });
            }
        }
        List<String> echoes = installation.echoes();
        if (echoes.size() != values.size() || !new HashSet<>(echoes).equals(new HashSet<>(values))) {
            throw new IllegalStateException("lost or doubled: " + echoes);
        }
    }

    /** Items first, so that they wait for their rows. */
    private static void push(Installation installation, List<String> values) {
        installation.push(values);
        try (Producer<byte[], byte[]> producer = installation.settings.plainProducer()) {
            for (Topic topic : List.of(Topic.RUNS, Topic.MODELS)) {
                for (int i = 0; i < 4; i++) {
                    byte[] row = Wire.of(RankedClass.class).encode(new RankedClass("r" + i, i, 0f));
                    byte[] key = ("r" + i).getBytes(StandardCharsets.UTF_8);
                    producer.send(new ProducerRecord<>(installation.settings.name(topic), key, row));
                }
            }
        }
    }

    private static TopicTable<RankedClass> table(Installation installation, Topic topic) {
        return new TopicTable<>(installation.settings, topic, RankedClass.class, RankedClass::getName);
    }

    private static void keepBusy(int threads) {
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                double sum = 1;
                while (sum > 0) {
                    sum = Math.sqrt(sum + 1);
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Leaves what has no row yet. */
    private record Waiting(TopicTable<RankedClass> runs, TopicTable<RankedClass> models) implements BatchHandler {
        private static final EchoHandler ECHO = new EchoHandler();

        @Override
        public void handle(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
            for (ConsumerRecord<byte[], byte[]> record : batch) {
                if (outbox.isLeft(record)) {
                    continue;
                }
                String run = new String(record.value(), StandardCharsets.UTF_8).replaceAll("/.*", "");
                if (runs.find(run).isEmpty() || models.find(run).isEmpty()) {
                    outbox.leave(record);
                } else {
                    ECHO.handle(List.of(record), outbox);
                }
            }
        }

        @Override
        public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox) {
            ECHO.giveUp(record, cause, outbox);
        }
    }
}
