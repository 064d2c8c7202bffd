package dev.vlmstream.ingest;

import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.images.HttpBatch;
import dev.vlmstream.streaming.loop.BatchHandler;
import dev.vlmstream.streaming.loop.DeadLetters;
import dev.vlmstream.streaming.loop.Outbox;
import dev.vlmstream.streaming.loop.RecordFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Items in; manifests, questions, references and dead letters out. Items whose image has to be fetched from a host are passed on to a
 * topic and a loop of their own, so that a slow host holds up none but them.
 */
final class IngestHandler implements BatchHandler {
    static final String SERVICE = "ingest";

    private final RecordReader reader;
    private final ItemChecker checker;
    private final ImageKeeper images;
    private final RunLookup book;
    private final Topic topic;

    /** @param topic that is read: {@link Topic#ITEMS}, or {@link Topic#ITEMS_BY_ADDRESS} */
    IngestHandler(RecordReader reader, ItemChecker checker, ImageKeeper images, RunLookup book, Topic topic) {
        this.reader = reader;
        this.checker = checker;
        this.images = images;
        this.book = book;
        this.topic = topic;
    }

    @Override
    public void handle(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
        book.beginBatch();
        images.begin();
        List<Going> going = new ArrayList<>();
        batch.forEach(record -> take(record, going, outbox));
        try (HttpBatch fetched = reader.fetch(going.stream().map(Going::line).toList())) {
            going.forEach(one -> ask(one, fetched, outbox));
        }
        images.store();
    }

    /** A line whose run is known: its image is fetched, with those of the others. */
    private record Going(Pushed.Line line, ConsumerRecord<byte[], byte[]> record, RunManifest run) {}

    private void take(ConsumerRecord<byte[], byte[]> record, List<Going> going, Outbox outbox) {
        try {
            Pushed pushed = reader.read(record);
            if (pushed instanceof Pushed.Manifest manifest) {
                open(manifest.manifest(), outbox);
                return;
            }
            Optional<RunManifest> run = book.find(pushed.run());
            if (run.isEmpty()) {
                outbox.await(record, pushed.run(), null);
            } else if (pushed instanceof Pushed.Closing closing) {
                book.close(run.get(), closing.items())
                        .ifPresent(closed -> outbox.add(Topic.RUNS, closed.getRun(), closed));
            } else if (pushed instanceof Pushed.Line line && topic == Topic.ITEMS && line.host() != null) {
                outbox.pass(Topic.ITEMS_BY_ADDRESS, line.host(), record);
            } else if (pushed instanceof Pushed.Line line) {
                going.add(new Going(line, record, run.get()));
            }
        } catch (RejectedException | IllegalArgumentException e) {
            refuse(record, e.getMessage(), outbox);
        }
    }

    private void open(RunManifest manifest, Outbox outbox) {
        if (book.open(manifest)) {
            outbox.add(Topic.RUNS, manifest.getRun(), manifest);
        }
    }

    private void ask(Going going, HttpBatch fetched, Outbox outbox) {
        String run = going.run().getRun();
        String id = going.line().item().getItemId();
        try {
            Item item = reader.item(going.line(), run, fetched);
            ItemChecker.Checked checked = checker.check(item, going.run());
            outbox.add(Topic.REFERENCES, Keys.runItem(run, id), checked.reference());
            outbox.add(Topic.QUESTIONS, Keys.question(checked.question()), checked.question());
        } catch (RejectedException | IllegalArgumentException e) {
            outbox.add(DeadLetters.of(SERVICE, going.record(), e.getMessage(), run, id, null));
        }
    }

    /** An item that names no run is refused under the run that it would have been taken for. */
    private void refuse(ConsumerRecord<byte[], byte[]> record, String reason, Outbox outbox) {
        Attribution attribution = Attribution.of(record);
        String run = attribution.run();
        if (attribution.isOfTheOpenRun()) {
            try {
                Optional<RunManifest> open = book.find(null);
                if (open.isEmpty()) {
                    outbox.await(record, null, reason);
                    return;
                }
                run = open.get().getRun();
            } catch (RejectedException e) {
                run = null;
            }
        }
        outbox.add(DeadLetters.of(SERVICE, record, reason, run, run == null ? null : attribution.item(), null));
    }

    @Override
    public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox) {
        refuse(record, RecordFailure.reason(cause), outbox);
    }
}
