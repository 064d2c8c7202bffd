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
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Items in; manifests, questions, references and dead letters out. */
final class IngestHandler implements BatchHandler {
    static final String SERVICE = "ingest";

    private final RecordReader reader;
    private final ItemChecker checker;
    private final ImageKeeper images;
    private final RunBook book;

    IngestHandler(RecordReader reader, ItemChecker checker, ImageKeeper images, RunBook book) {
        this.reader = reader;
        this.checker = checker;
        this.images = images;
        this.book = book;
    }

    @Override
    public void handle(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
        book.beginBatch();
        images.begin();
        List<Going> going = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            if (outbox.isBehindDeferred(record)) {
                continue;
            }
            if (outbox.isRevisited(record)) {
                lookAgain(record, outbox);
            } else {
                take(record, going, outbox);
            }
        }
        try (HttpBatch fetched = reader.fetch(going.stream().map(Going::line).toList())) {
            going.forEach(one -> ask(one, fetched, outbox));
        }
        images.store();
    }

    /** A line whose run is known: its image is fetched, with those of the others. */
    private record Going(Pushed.Line line, ConsumerRecord<byte[], byte[]> record, RunBook.Lookup lookup) {}

    /** Items of models that are not there yet. */
    @Override
    public boolean revisits() {
        return true;
    }

    private void take(ConsumerRecord<byte[], byte[]> record, List<Going> going, Outbox outbox) {
        try {
            Pushed pushed = reader.read(record);
            if (pushed instanceof Pushed.Manifest manifest) {
                open(manifest.manifest(), outbox);
            } else if (pushed instanceof Pushed.Closing closing) {
                close(closing, record, outbox);
            } else if (pushed instanceof Pushed.Line line) {
                find(line, record, going, outbox);
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

    private void close(Pushed.Closing closing, ConsumerRecord<byte[], byte[]> record, Outbox outbox) {
        RunBook.Lookup lookup = book.find(closing.run(), record.timestamp());
        if (!lookup.isKnown()) {
            outbox.defer(record);
            return;
        }
        book.close(lookup.manifest(), closing.items())
                .ifPresent(closed -> outbox.add(Topic.RUNS, closed.getRun(), closed));
    }

    private void find(Pushed.Line line, ConsumerRecord<byte[], byte[]> record, List<Going> going, Outbox outbox) {
        RunBook.Lookup lookup = book.find(line.run(), record.timestamp());
        if (!lookup.isKnown() || lookup.mayComeYet() && !line.namesItsRun()) {
            outbox.defer(record);
        } else {
            going.add(new Going(line, record, lookup));
        }
    }

    private void ask(Going going, HttpBatch fetched, Outbox outbox) {
        ConsumerRecord<byte[], byte[]> record = going.record();
        RunBook.Lookup lookup = going.lookup();
        String run = lookup.manifest().getRun();
        String id = going.line().item().getItemId();
        try {
            Item item = reader.item(going.line(), run, fetched);
            ItemChecker.Checked checked = checker.check(item, lookup.manifest());
            outbox.add(Topic.REFERENCES, Keys.runItem(run, id), checked.reference());
            outbox.add(Topic.QUESTIONS, Keys.question(checked.question()), checked.question());
        } catch (RejectedException | IllegalArgumentException e) {
            outbox.add(DeadLetters.of(SERVICE, record, e.getMessage(), run, id, null));
            return;
        }
        if (isOpen(lookup, record, outbox)) {
            outbox.revisit(record);
        } else {
            refuseFor(lookup.unknownModels(), run, id, record, outbox);
        }
    }

    /** Items may be older than those before them, but what becomes of their models is told in their order. */
    private static boolean isOpen(RunBook.Lookup lookup, ConsumerRecord<byte[], byte[]> record, Outbox outbox) {
        return lookup.mayComeYet() || outbox.isBehindRevisit(record);
    }

    /** The models that are there have been asked; only what becomes of the others is open. Which run is open may have changed. */
    private void lookAgain(ConsumerRecord<byte[], byte[]> record, Outbox outbox) {
        try {
            if (reader.read(record) instanceof Pushed.Line line && line.namesItsRun()) {
                RunBook.Lookup lookup = book.find(line.run(), record.timestamp());
                if (isOpen(lookup, record, outbox)) {
                    outbox.revisit(record);
                } else if (!lookup.unknownModels().isEmpty()) {
                    String run = lookup.manifest().getRun();
                    try (HttpBatch again = reader.fetch(List.of(line))) {
                        checker.check(reader.item(line, run, again), lookup.manifest());
                    }
                    refuseFor(lookup.unknownModels(), run, line.item().getItemId(), record, outbox);
                }
            }
        } catch (RejectedException | IllegalArgumentException e) {
            // It was refused the first time, or its run was deleted meanwhile.
        }
    }

    private void refuseFor(
            List<String> models, String run, String item, ConsumerRecord<byte[], byte[]> record, Outbox outbox) {
        for (String model : models) {
            outbox.add(DeadLetters.of(
                    SERVICE,
                    record,
                    "no service answers for model \"" + model + "\"; there are " + book.knownModels(),
                    run,
                    item,
                    model));
        }
    }

    /** An item that names no run is refused under the run that it would have been taken for. */
    private void refuse(ConsumerRecord<byte[], byte[]> record, String reason, Outbox outbox) {
        Attribution attribution = Attribution.of(record);
        String run = attribution.run();
        if (attribution.isOfTheOpenRun()) {
            try {
                RunBook.Lookup open = book.find(null, record.timestamp());
                if (!open.isKnown()) {
                    outbox.defer(record);
                    return;
                }
                run = open.manifest().getRun();
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
