package dev.vlmstream.cli;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.PrintingCommand;
import dev.vlmstream.cli.command.WrongValue;
import dev.vlmstream.cli.options.Converters;
import dev.vlmstream.cli.options.TargetOption;
import dev.vlmstream.cli.output.Confirmation;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.cli.stack.TopicReader;
import dev.vlmstream.evaluation.Sha256;
import dev.vlmstream.rest.items.DeadLetterLine;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.topics.EventHeaders;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows dead letters, and sends again those that no run has counted. */
@Command(
        name = "dead-letters",
        description = {
            "Shows the records that could not be processed, with the reason, oldest first.",
            "",
            "Once the cause is fixed, --replay sends records whose run is unknown back to the topics they came from,"
                    + " with the same bytes and key. Records of a run are not replayed: they count as failed there, and"
                    + " the first outcome of an item stays. Push the data as another run instead; stored answers of remote"
                    + " models are reused."
        },
        footer = {
            "  vlmstream dead-letters flowers-1",
            "  vlmstream dead-letters --json | jq .reason",
            "  vlmstream dead-letters --replay --into flowers-2 --yes"
        })
final class DeadLettersCommand extends PrintingCommand {
    private static final int PAGE = 1000;

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "Only records of this run (default: all).")
    private @Nullable String run;

    @Mixin
    private TargetOption where;

    @Option(
            names = "--limit",
            paramLabel = "N",
            converter = Converters.FromOne.class,
            defaultValue = "100",
            description = "Show at most N (default: ${DEFAULT-VALUE}; with --json all).")
    private int limit;

    @Option(names = "--json", description = "Print as JSON Lines.")
    private boolean json;

    @Option(names = "--replay", description = "Send records without a run again.")
    private boolean replay;

    @Option(
            names = "--into",
            paramLabel = "RUN",
            description = "With --replay, the run for items that do not name one.")
    private @Nullable String into;

    @Option(names = "--yes", description = "With --replay, do not ask for confirmation.")
    private boolean yes;

    @Override
    public Integer call() {
        if (replay) {
            return replay();
        }
        if (into != null || yes) {
            throw new WrongValue("--into and --yes belong to --replay");
        }
        show(where.client());
        return 0;
    }

    private void show(ScoringClient client) {
        TextTable table = new TextTable("at", "run", "item", "model", "service", "from", "reason");
        int shown = 0;
        int most = json ? Integer.MAX_VALUE : limit;
        List<DeadLetterLine> page = client.deadLetters(run, 0, PAGE);
        for (int number = 1; !page.isEmpty() && shown < most; number++) {
            for (DeadLetterLine letter : page) {
                if (json) {
                    print(Json.line(letter));
                } else if (shown < most) {
                    row(table, letter);
                }
                shown++;
            }
            page = page.size() < PAGE ? List.of() : client.deadLetters(run, number, PAGE);
        }
        if (shown == 0 && run != null) {
            // A mistyped id is an error.
            client.run(run);
        }
        if (!json) {
            print(table, shown);
        }
    }

    private void print(TextTable table, int seen) {
        if (seen == 0) {
            print("no dead letters" + (run == null ? "" : " of run " + run));
            return;
        }
        table.lines().forEach(this::print);
        if (seen > limit) {
            print("there are more; --limit N or --json shows them");
        }
    }

    private static void row(TextTable table, DeadLetterLine letter) {
        table.row(
                Instant.ofEpochMilli(letter.at()).toString(),
                Objects.toString(letter.run(), "–"),
                Objects.toString(letter.item(), "–"),
                Objects.toString(letter.model(), "–"),
                Objects.toString(letter.service(), "–"),
                letter.topic() + "-" + letter.partition() + "@" + letter.offset(),
                Objects.toString(letter.reason(), "–"));
    }

    private int replay() {
        if (run != null) {
            throw new CommandFailure("the records of run \"" + run + "\" are counted as failed there, and the first"
                    + " outcome of an item stays; push the data as another run once the cause is fixed");
        }
        if (into != null) {
            Keys.requireRun(into);
        }
        Replay replay = new Replay(where.kafka().topics(), into);
        long found = replay.count();
        String question = "Send " + found + " records again?";
        if (found > 0 && !Confirmation.given(yes, question, commandLine())) {
            print("nothing is sent");
            return 1;
        }
        long sent = found == 0 ? 0 : replay.send();
        print(sent + " records without a run were sent again" + (into == null ? "" : ", into run " + into) + "; "
                + replay.ofRuns() + " that runs have counted were left");
        return 0;
    }

    /**
     * Sends records again that no run has counted: bytes and key as they were, to the topic they came from, with the header
     * {@link EventHeaders#REPLAYED_FROM}. A record that failed several times is sent once. Repeating does no harm: an item that is
     * known is known by its id.
     */
    private static final class Replay {
        private static final Wire<DeadLetter> LETTERS = Wire.of(DeadLetter.class);
        private static final int RECORDS_A_TRANSACTION = 500;

        private final TopicReader topics;
        private final Cluster cluster;
        private final @Nullable String into;
        private final Set<String> origins;
        private long ofRuns;

        private record PlacedLetter(String place, DeadLetter letter) {}

        /** @param into the run that records without one are meant for */
        Replay(TopicReader topics, @Nullable String into) {
            this.topics = topics;
            this.cluster = topics.cluster();
            this.into = into;
            this.origins = Arrays.stream(Topic.values())
                    .filter(topic -> topic != Topic.DEAD_LETTERS)
                    .map(cluster::name)
                    .collect(Collectors.toSet());
        }

        /** How many records would be sent. */
        long count() {
            long[] count = {0};
            each(letter -> count[0]++);
            return count[0];
        }

        /** How many were left out by the last reading, because a run has counted them. */
        long ofRuns() {
            return ofRuns;
        }

        /**
         * @return how many
         * @throws CommandFailure if Kafka does not take them; some may have been sent
         */
        long send() {
            try (KafkaProducer<byte[], byte[]> producer = producer()) {
                producer.initTransactions();
                producer.beginTransaction();
                long[] sent = {0};
                each(letter -> {
                    producer.send(record(letter));
                    if (++sent[0] % RECORDS_A_TRANSACTION == 0) {
                        producer.commitTransaction();
                        producer.beginTransaction();
                    }
                });
                producer.commitTransaction();
                return sent[0];
            } catch (KafkaException e) {
                throw new CommandFailure(cluster.explain(e).getMessage() + "; not all records are sent", e);
            }
        }

        private void each(Consumer<PlacedLetter> to) {
            ofRuns = 0;
            Set<String> seen = new HashSet<>();
            topics.each(Topic.DEAD_LETTERS, record -> {
                DeadLetter letter = LETTERS.decode(record.value());
                if (letter.getRun() != null) {
                    ofRuns++;
                } else if (origins.contains(letter.getTopic())
                        && letter.getRecordValue() != null
                        && seen.add(digest(letter))) {
                    to.accept(new PlacedLetter(place(record), letter));
                }
            });
        }

        private static String place(ConsumerRecord<byte[], byte[]> record) {
            return Topic.DEAD_LETTERS.topicName() + "-" + record.partition() + "-" + record.offset();
        }

        private ProducerRecord<byte[], byte[]> record(PlacedLetter placed) {
            DeadLetter letter = placed.letter();
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                    letter.getTopic(), bytes(letter.getRecordKey()), bytes(letter.getRecordValue()));
            EventHeaders.put(record.headers(), EventHeaders.REPLAYED_FROM, placed.place());
            if (into != null) {
                EventHeaders.put(record.headers(), EventHeaders.RUN, into);
            }
            return record;
        }

        private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
            if (buffer == null) {
                return null;
            }
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }

        private static String digest(DeadLetter letter) {
            Sha256 digest = new Sha256().add(letter.getTopic() + "\n");
            if (letter.getRecordKey() != null) {
                digest.add(letter.getRecordKey());
            }
            return digest.add("\n").add(letter.getRecordValue()).hex();
        }

        private KafkaProducer<byte[], byte[]> producer() {
            String id = cluster.names().group("cli-dead-letters");
            return cluster.producer(new ByteArraySerializer(), Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id));
        }
    }
}
