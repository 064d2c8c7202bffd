package dev.vlmstream.ingest;

import dev.vlmstream.datasets.PushedItem;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.images.HttpBatch;
import dev.vlmstream.streaming.images.LateImageException;
import dev.vlmstream.streaming.loop.BatchHandler;
import dev.vlmstream.streaming.loop.DeadLetters;
import dev.vlmstream.streaming.loop.Outbox;
import dev.vlmstream.streaming.loop.RecordFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Items in; manifests, questions, references and dead letters out. Items whose image has to be fetched from a host are passed on to a
 * topic and a loop of their own, and those whose host takes longer than a moment to another, so that a slow host holds up none but
 * them.
 */
final class IngestHandler implements BatchHandler {
    static final String SERVICE = "ingest";
    /** What the images of a batch have together, where those that take longer are passed on. */
    static final Duration MOMENT = Duration.ofSeconds(2);
    /** So long nothing is fetched from a host that was slow, where other hosts' images wait for it. */
    private static final Duration SLOW = Duration.ofMinutes(1);

    private final JsonImages jsonImages;
    private final ItemChecker checker;
    private final ImageKeeper images;
    private final RunLookup book;
    private final Topic topic;
    private final Duration moment;

    /** When hosts were slow, by {@link System#nanoTime()}. */
    private final Map<String, Long> slow = new HashMap<>();

    /**
     * @param topic that is read, one of {@link Topic#OF_ITEMS}
     * @param moment after which images are passed on with their items: but in tests, {@link #MOMENT}
     */
    IngestHandler(
            JsonImages jsonImages,
            ItemChecker checker,
            ImageKeeper images,
            RunLookup book,
            Topic topic,
            Duration moment) {
        this.jsonImages = jsonImages;
        this.checker = checker;
        this.images = images;
        this.book = book;
        this.topic = topic;
        this.moment = moment;
    }

    @Override
    public void handle(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
        book.beginBatch();
        images.begin();
        slow.values().removeIf(since -> System.nanoTime() - since > SLOW.toNanos());
        List<Going> going = new ArrayList<>();
        batch.forEach(record -> take(record, going, outbox));
        List<PushedItem> withImage = going.stream()
                .map(one -> one.line().imageOf())
                .filter(Objects::nonNull)
                .toList();
        try (HttpBatch fetched =
                topic == Topic.ITEMS_BY_ADDRESS ? jsonImages.fetch(withImage, moment) : jsonImages.fetch(withImage)) {
            going.forEach(one -> ask(one, fetched, outbox));
        }
        images.store();
    }

    /** A line whose run is known: its image is fetched, with those of the others. */
    private record Going(Pushed.Line line, ConsumerRecord<byte[], byte[]> record, RunManifest run) {}

    private void take(ConsumerRecord<byte[], byte[]> record, List<Going> going, Outbox outbox) {
        try {
            Pushed pushed = RecordReader.read(record);
            if (pushed instanceof Pushed.Manifest manifest) {
                open(manifest.manifest(), record, outbox);
                return;
            }
            Optional<RunManifest> run = book.find(pushed.run());
            if (run.isEmpty()) {
                outbox.await(record, pushed.run(), null);
            } else if (pushed instanceof Pushed.Closing closing) {
                book.close(run.get(), closing).ifPresent(closed -> outbox.add(Topic.RUNS, closed.getRun(), closed));
            } else if (pushed instanceof Pushed.Line line && topic == Topic.ITEMS && line.host() != null) {
                outbox.pass(
                        Topic.ITEMS_BY_ADDRESS, line.host(), record, run.get().getRun());
            } else if (pushed instanceof Pushed.Line line && slow.containsKey(line.host())) {
                outbox.pass(
                        Topic.ITEMS_FROM_SLOW_HOSTS,
                        line.host(),
                        record,
                        run.get().getRun());
            } else if (pushed instanceof Pushed.Line line) {
                going.add(new Going(line, record, run.get()));
            }
        } catch (RejectedException | IllegalArgumentException e) {
            refuse(record, e.getMessage(), outbox);
        }
    }

    private void open(RunManifest manifest, ConsumerRecord<byte[], byte[]> record, Outbox outbox) {
        if (book.open(manifest, DeadLetters.position(record))) {
            outbox.add(Topic.RUNS, manifest.getRun(), manifest);
        }
    }

    private void ask(Going going, HttpBatch fetched, Outbox outbox) {
        String run = going.run().getRun();
        String id = going.line().item().getItemId();
        try {
            Item item = jsonImages.item(going.line(), run, fetched);
            ItemChecker.Checked checked = checker.check(item, going.run());
            outbox.add(Topic.REFERENCES, Keys.runItem(run, id), checked.reference());
            outbox.add(Topic.QUESTIONS, Keys.question(checked.question()), checked.question());
        } catch (RejectedException | IllegalArgumentException e) {
            if (topic == Topic.ITEMS_BY_ADDRESS && e.getCause() instanceof LateImageException) {
                String host = going.line().host();
                slow.put(host, System.nanoTime());
                outbox.pass(Topic.ITEMS_FROM_SLOW_HOSTS, host, going.record(), run);
            } else {
                outbox.add(DeadLetters.of(SERVICE, going.record(), e.getMessage(), run, id, null));
            }
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
