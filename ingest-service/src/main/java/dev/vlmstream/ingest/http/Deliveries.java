package dev.vlmstream.ingest.http;

import dev.vlmstream.ingest.ItemIntake;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.http.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Items on their way to Kafka, of all requests together: there is room for this many, and the next waits until one has arrived. */
@ApplicationScoped
public class Deliveries {
    private static final Logger LOG = Logger.getLogger(Deliveries.class);
    /** Of a record beside its image, about. */
    private static final int RECORD = 1024;

    private final ItemsChannel channel;
    private final MemoryBudget room;
    private final RateLimiter pace;
    private final Semaphore onTheirWay = new Semaphore(ItemsChannel.LINES, true);

    Deliveries(ItemsChannel channel, MemoryBudget room, StreamConfig config) {
        this.channel = channel;
        this.room = room;
        this.pace = new RateLimiter(config.items().perSecond().orElse(0));
    }

    /** @param summary is told what arrives */
    public Delivery begin(Summary summary) {
        return new Delivery(summary);
    }

    /** Those of one request. */
    public final class Delivery {
        private final Summary summary;
        private final Phaser pending = new Phaser(1);
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        private Delivery(Summary summary) {
            this.summary = summary;
        }

        /**
         * Sends an item, when there is room.
         *
         * @throws WebApplicationException 503 if there is none, or Kafka did not confirm an earlier one
         */
        public void send(ItemIntake.Taken taken) throws InterruptedException {
            pace.await();
            requireConfirmed();
            int bytes = room.take(RECORD + inline(taken.item()));
            onTheirWay.acquireUninterruptibly();
            pending.register();
            Uni.createFrom()
                    .deferred(() -> channel.send(taken.item()))
                    .onTermination()
                    .invoke(() -> {
                        onTheirWay.release();
                        room.giveBack(bytes);
                    })
                    .subscribe()
                    .with(done -> arrived(), reason -> failed(taken.line(), reason));
        }

        private void arrived() {
            summary.accept();
            pending.arriveAndDeregister();
        }

        private void failed(long line, Throwable reason) {
            if (reason instanceof RecordTooLargeException) {
                summary.refuse(line, "larger than the topic takes: " + reason.getMessage());
            } else {
                failure.compareAndSet(null, reason);
            }
            pending.arriveAndDeregister();
        }

        /** @throws WebApplicationException 503 if Kafka did not confirm all */
        public void awaitAll() {
            pending.arriveAndAwaitAdvance();
            requireConfirmed();
        }

        /** @throws WebApplicationException 503 if Kafka did not confirm one */
        private void requireConfirmed() {
            Throwable reason = failure.get();
            if (reason != null) {
                LOG.warnf("items were not sent: %s", reason.getCause() == null ? reason : reason.getCause());
                throw Problem.unavailable("Kafka did not confirm all items in time (" + summary.accepted()
                        + " it did): send the same again, those that arrived count once");
            }
        }
    }

    private static long inline(Item item) {
        ImageRef image = item.getImage();
        return image == null || image.getBytes() == null ? 0 : image.getBytes().remaining();
    }
}
