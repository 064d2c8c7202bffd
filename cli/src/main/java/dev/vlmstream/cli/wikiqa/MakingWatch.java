package dev.vlmstream.cli.wikiqa;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.stack.TopicReader;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.WikiWritten;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Waits for a making's end, and shows how far it is. */
public final class MakingWatch {
    private static final Wire<WikiMaking> MAKINGS = Wire.of(WikiMaking.class);
    private static final Wire<WikiWritten> WRITTEN = Wire.of(WikiWritten.class);
    private static final Wire<WikiQuestion> QUESTIONS = Wire.of(WikiQuestion.class);

    private final TopicReader topics;
    private final Cluster cluster;
    private final Duration patience;
    private boolean stopped;

    /** @param patience how long nothing may happen */
    public MakingWatch(TopicReader topics, Duration patience) {
        this.topics = topics;
        this.cluster = topics.cluster();
        this.patience = patience;
    }

    /** @throws CommandFailure if it is stopped, or nothing happens for too long; then the making continues all the same */
    public void untilComplete(MakingState state, Progress progress) {
        try (KafkaConsumer<byte[], byte[]> consumer = topics.consumer()) {
            List<TopicPartition> partitions = Stream.of(
                            Topic.WIKIQA_MAKINGS, Topic.WIKIQA_WRITTEN, Topic.WIKIQA_ANSWERED)
                    .flatMap(topic -> topics.partitions(consumer, topic).stream())
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long last = System.nanoTime();
            int known = -1;
            while (!state.isComplete()) {
                consumer.poll(Duration.ofMillis(500)).forEach(record -> take(record, state));
                int now = state.tally().classes() + state.tally().ended();
                if (now != known) {
                    known = now;
                    last = System.nanoTime();
                }
                progress.show(state.tally().ended(), state.tally().questions(), state.words());
                if (stopped) {
                    progress.interrupt();
                    throw new CommandFailure("the making \"" + state.making().getMaking() + "\" was stopped ("
                            + state.words() + "); under another --name, nothing already answered is asked, or paid"
                            + " for, again");
                }
                if (System.nanoTime() - last > patience.toNanos()) {
                    progress.interrupt();
                    throw new CommandFailure("nothing has come for " + patience.toSeconds() + " s ("
                            + state.words() + "); the making \""
                            + state.making().getMaking()
                            + "\" stays where it is, and the same command continues with it: see whether the judge service"
                            + " is up (vlmstream status), and its log");
                }
            }
            progress.finish(state.tally().ended(), state.tally().questions(), state.words());
        } catch (KafkaException e) {
            throw cluster.explain(e);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, MakingState state) {
        try {
            if (record.topic().equals(cluster.name(Topic.WIKIQA_MAKINGS))) {
                WikiMaking making = MAKINGS.decode(record.value());
                stopped |= making.getStopped()
                        && making.getMaking().equals(state.making().getMaking());
            } else if (record.topic().equals(cluster.name(Topic.WIKIQA_WRITTEN))) {
                state.take(WRITTEN.decode(record.value()));
            } else {
                state.take(QUESTIONS.decode(record.value()));
            }
        } catch (WireException e) {
            // Whoever wrote that is no service of ours.
        }
    }
}
