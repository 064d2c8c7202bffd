package dev.vlmstream.serving;

import dev.vlmstream.streaming.kafka.BatchTrace;
import dev.vlmstream.streaming.loop.BatchHandler;
import dev.vlmstream.streaming.loop.Outbox;
import dev.vlmstream.streaming.loop.UnavailableException;
import dev.vlmstream.streaming.loop.WindowHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a model is asked about the records of a topic, in words alone, and what is written of its answers. Belongs to one loop's
 * thread.
 *
 * @param <Q> a question
 * @param <A> an answer
 */
public interface RecordHandler<Q, A> {
    /**
     * What is asked about a record.
     *
     * @return empty while that cannot be known, because the manifest of its run, say, may still arrive
     */
    Optional<Asked<Q, A>> read(ConsumerRecord<byte[], byte[]> record);

    /** See {@link BatchHandler#giveUp}. */
    void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox);

    /**
     * About one record.
     *
     * @param questions none if what is written does not depend on the model
     * @param written gets one answer for each question, in order
     */
    record Asked<Q, A>(List<Q> questions, BiConsumer<List<A>, Outbox> written) {
        /** The model is not asked. */
        public static <Q, A> Asked<Q, A> nothing(Consumer<Outbox> written) {
            return new Asked<>(List.of(), (answers, outbox) -> written.accept(outbox));
        }
    }

    /**
     * Asks a model of this process, for a batch of records at a time.
     *
     * @param model gives one answer for each question, in order
     */
    default BatchHandler inBatches(Function<List<Q>, List<A>> model) {
        return new Batches<>(this, model);
    }

    /**
     * Asks a model behind a server, about several records at a time: as one ends, the next begins.
     *
     * @param model answers a question; called by many threads at once
     */
    default WindowHandler sideBySide(ServerRequests server, Function<Q, A> model) {
        return new SideBySide<>(this, server, model);
    }

    /** See {@link #inBatches}. */
    record Batches<Q, A>(RecordHandler<Q, A> records, Function<List<Q>, List<A>> model) implements BatchHandler {
        @Override
        public void handle(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
            List<Asked<Q, A>> asked = new ArrayList<>(batch.size());
            for (ConsumerRecord<byte[], byte[]> record : batch) {
                if (!outbox.isLeft(record)) {
                    records.read(record).ifPresentOrElse(asked::add, () -> outbox.leave(record));
                }
            }
            List<Q> questions =
                    asked.stream().flatMap(one -> one.questions().stream()).toList();
            List<A> answers = questions.isEmpty() ? List.of() : model.apply(questions);
            int from = 0;
            for (Asked<Q, A> one : asked) {
                int until = from + one.questions().size();
                one.written().accept(answers.subList(from, until), outbox);
                from = until;
            }
        }

        @Override
        public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox) {
            records.giveUp(record, cause, outbox);
        }
    }

    /** See {@link #sideBySide}. */
    record SideBySide<Q, A>(RecordHandler<Q, A> records, ServerRequests server, Function<Q, A> model)
            implements WindowHandler {
        @Override
        public int mostUnderWay() {
            return server.most();
        }

        @Override
        public boolean hasRoom() {
            return server.hasRoom();
        }

        @Override
        public CompletableFuture<Consumer<Outbox>> begin(ConsumerRecord<byte[], byte[]> record, BatchTrace trace) {
            return records.read(record)
                    .map(this::begin)
                    .orElseGet(() -> CompletableFuture.failedFuture(new UnavailableException(
                            "what the model is asked about this record is not known yet", Duration.ZERO)));
        }

        private CompletableFuture<Consumer<Outbox>> begin(Asked<Q, A> asked) {
            if (asked.questions().isEmpty()) {
                return CompletableFuture.completedFuture(
                        outbox -> asked.written().accept(List.of(), outbox));
            }
            return server.begin(1, ended -> {
                List<A> answers = asked.questions().stream().map(model).toList();
                return outbox -> asked.written().accept(answers, outbox);
            });
        }

        @Override
        public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox) {
            records.giveUp(record, cause, outbox);
        }
    }
}
