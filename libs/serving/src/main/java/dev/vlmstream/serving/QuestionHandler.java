package dev.vlmstream.serving;

import dev.vlmstream.schemas.Absence;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.serving.QuestionSource.Received;
import dev.vlmstream.streaming.images.HttpBatch;
import dev.vlmstream.streaming.images.ImageAccessException;
import dev.vlmstream.streaming.images.ImageSource;
import dev.vlmstream.streaming.loop.BatchHandler;
import dev.vlmstream.streaming.loop.DeadLetters;
import dev.vlmstream.streaming.loop.Outbox;
import dev.vlmstream.streaming.loop.RecordFailure;
import dev.vlmstream.streaming.tables.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One model's reading of questions: skips those of runs that do not ask it, fetches images that do not come encoded,
 * and turns whatever fails into a dead letter of that question and model.
 */
public final class QuestionHandler implements BatchHandler {
    private final String service;
    private final QuestionSource source;
    private final Set<String> models;
    private final Table<RunManifest> runs;
    private final Table<Absence> absences;
    /** Runs that have begun to be answered here: they are answered to the end, whatever is said of absence meanwhile. */
    private final Set<String> begun = new HashSet<>();

    private final ImageSource images;
    private final Answerer answerer;

    /** What a model does with questions that are for it. */
    public interface Answerer {
        /**
         * Answers questions: one call of {@link Answers#add} or {@link Answers#failed} for each.
         *
         * @throws RuntimeException if they cannot be answered together
         */
        void answer(List<ModelRequest> requests, Answers answers);
    }

    /** Where answers go. */
    public interface Answers {
        /** Adds a result of a question. */
        void add(Topic topic, String key, org.apache.avro.specific.SpecificRecord event);

        /** Gives a question up. */
        void failed(ModelRequest request, String reason);
    }

    /**
     * @param models questions of runs that name one of these are answered
     * @param absences runs that continue without a model
     */
    public QuestionHandler(
            String service,
            QuestionSource source,
            Set<String> models,
            Table<RunManifest> runs,
            Table<Absence> absences,
            ImageSource images,
            Answerer answerer) {
        this.service = service;
        this.source = source;
        this.models = Set.copyOf(models);
        this.runs = runs;
        this.absences = absences;
        this.images = images;
        this.answerer = answerer;
    }

    /**
     * A record, and what is in it.
     *
     * @param received empty: nothing for this model
     * @param problem why it cannot be read; null if it can
     */
    private record Incoming(
            ConsumerRecord<byte[], byte[]> record,
            Optional<Received> received,
            @Nullable String problem) {}

    private Incoming read(ConsumerRecord<byte[], byte[]> record) {
        try {
            return new Incoming(record, source.read(record.value()), null);
        } catch (WireException e) {
            return new Incoming(record, Optional.empty(), e.getMessage());
        }
    }

    @Override
    public void handle(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
        List<Incoming> incoming = batch.stream().map(this::read).toList();
        List<ModelRequest> requests = new ArrayList<>(batch.size());
        try (HttpBatch fetched = images.begin(needed(incoming))) {
            for (Incoming one : incoming) {
                if (one.problem() != null) {
                    outbox.add(DeadLetters.of(service, one.record(), one.problem()));
                }
                one.received().ifPresent(received -> accept(one.record(), received, fetched, requests, outbox));
            }
        }
        if (!requests.isEmpty()) {
            answerer.answer(requests, new OutboxAnswers(outbox));
        }
    }

    @Override
    public void comeNext(List<ConsumerRecord<byte[], byte[]>> records) {
        if (images.isFar()) {
            images.prefetch(needed(records.stream().map(this::read).toList()));
        }
    }

    /** The images of those that this model will be asked, as far as is known. */
    private List<ImageRef> needed(List<Incoming> incoming) {
        return incoming.stream()
                .flatMap(one -> one.received().stream())
                .filter(QuestionHandler::needsImage)
                .map(Received::question)
                .filter(question -> runs.known(question.getRun())
                        .filter(manifest -> !asked(question, manifest).isEmpty())
                        .isPresent())
                .map(Question::getImage)
                .toList();
    }

    private static boolean needsImage(Received received) {
        return received.features() == null && received.question().getImage() != null;
    }

    private void accept(
            ConsumerRecord<byte[], byte[]> record,
            Received received,
            HttpBatch fetched,
            List<ModelRequest> requests,
            Outbox outbox) {
        Question question = received.question();
        RunManifest manifest = runs.find(question.getRun()).orElse(null);
        if (manifest == null) {
            outbox.await(record, question.getRun(), null);
        } else if (!asked(question, manifest).isEmpty()) {
            begun.add(question.getRun());
            try {
                byte[] image = needsImage(received) ? images.read(question.getImage(), fetched) : null;
                requests.add(new ModelRequest(question, manifest, image, received.features(), record));
            } catch (ImageAccessException e) {
                letters(record, question, manifest, e.getMessage()).forEach(outbox::add);
            }
        }
    }

    /** Those of these models that are to answer. A question that names its models was sent after all to one that was absent. */
    private List<String> asked(Question question, RunManifest manifest) {
        return manifest.getModels().stream()
                .filter(models::contains)
                .filter(model -> question.getModels().isEmpty()
                        ? isAwaited(question.getRun(), model)
                        : question.getModels().contains(model))
                .toList();
    }

    private boolean isAwaited(String run, String model) {
        return begun.contains(run) || absences.known(Keys.absence(run, model)).isEmpty();
    }

    @Override
    public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox) {
        String reason = RecordFailure.reason(cause);
        try {
            Question question = source.read(record.value()).orElseThrow().question();
            runs.find(question.getRun())
                    .ifPresentOrElse(
                            manifest ->
                                    letters(record, question, manifest, reason).forEach(outbox::add),
                            () -> outbox.await(record, question.getRun(), reason));
        } catch (WireException e) {
            outbox.add(DeadLetters.of(service, record, reason));
        }
    }

    /** One for each model of the run that fails with this one. */
    private List<DeadLetter> letters(
            ConsumerRecord<byte[], byte[]> record, Question question, RunManifest manifest, String reason) {
        return asked(question, manifest).stream()
                .map(model -> DeadLetters.of(service, record, reason, question.getRun(), question.getItemId(), model))
                .toList();
    }

    private final class OutboxAnswers implements Answers {
        private final Outbox outbox;

        OutboxAnswers(Outbox outbox) {
            this.outbox = outbox;
        }

        @Override
        public void add(Topic topic, String key, org.apache.avro.specific.SpecificRecord event) {
            outbox.add(topic, key, event);
        }

        @Override
        public void failed(ModelRequest request, String reason) {
            letters(request.record(), request.question(), request.manifest(), reason)
                    .forEach(outbox::add);
        }
    }
}
