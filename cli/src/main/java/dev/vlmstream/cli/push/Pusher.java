package dev.vlmstream.cli.push;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.LongWait;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.EventHeaders;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Has a run opened, then writes its items to Kafka.
 *
 * @param notices told what might surprise
 */
public record Pusher(Target target, long inlineLimit, Consumer<String> notices) implements RunPush {
    /** Up to how many bytes an image travels in the records, of the size of what else is in them. */
    public static final int IMAGE_LIMIT = 1024;

    private static final Wire<Item> ITEMS = Wire.of(Item.class);

    @Override
    public int push(RunPlan plan, Progress progress) {
        RunManifest manifest = plan.manifest();
        RunRegistry registry = new RunRegistry(target.topics());
        Optional<RunManifest> existing = registry.find(manifest.getRun());
        existing.ifPresent(before -> RunRegistry.requireSame(before, manifest));
        if (existing.isPresent() && isComplete(manifest.getRun())) {
            return 0;
        }
        registry.requireJudges(manifest.getJudges(), notices);
        ImagePacker packer = new ImagePacker(inlineLimit, target.imageRoots());
        plan.items().forEach(drawn -> packer.check(drawn.line()));
        try (LongWait confirmations = target.topics().longWait(line -> {
                    progress.interrupt();
                    notices.accept(line);
                });
                KafkaProducer<String, byte[]> producer = producer()) {
            if (existing.isEmpty()) {
                new RunOpening(target.topics(), notices).open(manifest, producer);
            }
            sendItems(producer, plan, packer, progress, confirmations);
        } catch (ExecutionException e) {
            requireSent(e);
        }
        return plan.items().size();
    }

    private boolean isComplete(String run) {
        return target.scoring()
                .flatMap(scoring -> scoring.metricsIfKnown(run))
                .map(RunMetrics::complete)
                .orElse(false);
    }

    private void sendItems(
            KafkaProducer<String, byte[]> producer,
            RunPlan plan,
            ImagePacker packer,
            Progress progress,
            LongWait confirmations) {
        AtomicReference<Exception> failure = new AtomicReference<>();
        ImageUploads images = new ImageUploads(target.ingest(), inlineLimit, item -> {
            confirmations.begin();
            producer.send(itemRecord(item), (metadata, e) -> {
                confirmations.done();
                if (e != null) {
                    failure.compareAndSet(null, e);
                }
            });
            requireSent(failure.get());
        });
        int sent = 0;
        try (Prefetcher<?, Item> items = plan.records(packer)) {
            while (items.hasNext()) {
                images.add(items.next());
                progress.show(++sent, plan.items().size(), "");
            }
        }
        images.flush();
        producer.flush();
        requireSent(failure.get());
        progress.finish(sent, plan.items().size(), "");
    }

    private ProducerRecord<String, byte[]> itemRecord(Item item) {
        String run = item.getRun();
        String id = item.getItemId();
        return new ProducerRecord<>(
                target.cluster().name(Topic.ITEMS),
                null,
                Keys.runItem(run, id),
                ITEMS.encode(item),
                EventHeaders.of(run, id));
    }

    private void requireSent(@Nullable Exception failure) {
        if (failure != null) {
            Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
            throw new CommandFailure(
                    target.cluster().explain(cause).getMessage() + "; push again under the same --run to continue",
                    failure);
        }
    }

    private KafkaProducer<String, byte[]> producer() {
        return target.cluster()
                .producer(
                        new StringSerializer(),
                        Map.of(
                                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                                true,
                                ProducerConfig.LINGER_MS_CONFIG,
                                10,
                                ProducerConfig.BATCH_SIZE_CONFIG,
                                1 << 20,
                                ProducerConfig.BUFFER_MEMORY_CONFIG,
                                48L << 20,
                                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                                60_000));
    }
}
