package dev.vlmstream.serving;

import dev.vlmstream.schemas.Absence;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.serving.QuestionHandler.Answers;
import dev.vlmstream.serving.QuestionSource.Received;
import dev.vlmstream.streaming.images.ImageSource;
import dev.vlmstream.streaming.loop.DeadLetters;
import dev.vlmstream.streaming.loop.Outbox;
import dev.vlmstream.streaming.loop.RecordFailure;
import dev.vlmstream.streaming.tables.Table;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Which records are questions for a model, and what is written of those that it does not answer. Belongs to its loop's thread. */
final class QuestionReader {
    private final String service;
    private final QuestionSource source;
    private final Set<String> models;
    private final Table<RunManifest> runs;
    private final Table<Absence> absences;
    /** Runs that have begun to be answered here: they are answered to the end, whatever is said of absence meanwhile. */
    private final Set<String> begun = new HashSet<>();

    /**
     * @param models questions of runs that name one of these are answered
     * @param absences runs that continue without a model
     */
    QuestionReader(
            String service,
            QuestionSource source,
            Set<String> models,
            Table<RunManifest> runs,
            Table<Absence> absences) {
        this.service = service;
        this.source = source;
        this.models = Set.copyOf(models);
        this.runs = runs;
        this.absences = absences;
    }

    /**
     * A record, and what is in it.
     *
     * @param received empty: nothing for this model
     * @param problem why it cannot be read; null if it can
     */
    record Incoming(
            ConsumerRecord<byte[], byte[]> record,
            Optional<Received> received,
            @Nullable String problem) {}

    Incoming read(ConsumerRecord<byte[], byte[]> record) {
        try {
            return new Incoming(record, source.read(record.value()), null);
        } catch (WireException e) {
            return new Incoming(record, Optional.empty(), e.getMessage());
        }
    }

    /** The images of those that this model will be asked, as far as is known. */
    List<ImageRef> images(List<Incoming> incoming) {
        return incoming.stream()
                .flatMap(one -> one.received().stream())
                .filter(QuestionReader::needsImage)
                .map(Received::question)
                .filter(question -> runs.known(question.getRun())
                        .filter(manifest -> !asked(question, manifest).isEmpty())
                        .isPresent())
                .map(Question::getImage)
                .toList();
    }

    /** Begins to fetch what records need from a store that is far away. */
    void prefetch(List<ConsumerRecord<byte[], byte[]>> records, ImageSource images) {
        if (images.isFar()) {
            images.prefetch(images(records.stream().map(this::read).toList()));
        }
    }

    static boolean needsImage(Received received) {
        return received.features() == null && received.question().getImage() != null;
    }

    /**
     * The manifest of the run of a record that is for this model.
     *
     * @param notes gets what is to be written of a record that is not, or not yet
     */
    Optional<RunManifest> mine(Incoming one, Consumer<Consumer<Outbox>> notes) {
        if (one.problem() != null) {
            notes.accept(outbox -> outbox.add(DeadLetters.of(service, one.record(), one.problem())));
        }
        if (one.received().isEmpty()) {
            return Optional.empty();
        }
        Question question = one.received().get().question();
        Optional<RunManifest> manifest = runs.find(question.getRun());
        if (manifest.isEmpty()) {
            notes.accept(outbox -> outbox.await(one.record(), question.getRun(), null));
        }
        Optional<RunManifest> mine =
                manifest.filter(run -> !asked(question, run).isEmpty());
        mine.ifPresent(run -> begun.add(run.getRun()));
        return mine;
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

    /** See {@link QuestionHandler#giveUp}. */
    void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox) {
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

    /** Where answers go that are written into an outbox. */
    Answers answers(Outbox outbox) {
        return new OutboxAnswers(outbox);
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
