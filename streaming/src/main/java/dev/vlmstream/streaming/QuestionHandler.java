package dev.vlmstream.streaming;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One model's reading of the questions topic: passes over the questions of runs that do not name it, fetches images, and
 * turns whatever fails into a dead letter of that question and model.
 */
public final class QuestionHandler implements BatchHandler {
    private static final Wire<Question> WIRE = Wire.of(Question.class);
    /** A transaction becomes visible partition by partition: a question can be seen before its run's manifest is. */
    private static final Duration MANIFEST_GRACE = Duration.ofSeconds(10);

    private final String service;
    private final String model;
    private final Table<RunManifest> runs;
    private final ImageSource images;
    private final Answerer answerer;

    /** What a model does with questions that are for it. */
    public interface Answerer {
        /**
         * Answers questions: one call of {@link Answers#answered} or {@link Answers#failed} for each.
         *
         * @throws RuntimeException if they cannot be answered together
         */
        void answer(List<Task> tasks, Answers answers);
    }

    /** One question for the model. {@code image} is null where the question has none. */
    public record Task(Question question, RunManifest manifest, byte[] image, ConsumerRecord<byte[], byte[]> record) {}

    /** Where answers go. */
    public interface Answers {
        /** Adds a result of a question. */
        void add(Topic topic, String key, org.apache.avro.specific.SpecificRecord event);

        /** Gives a question up. */
        void failed(Task task, String reason);
    }

    public QuestionHandler(
            String service, String model, Table<RunManifest> runs, ImageSource images, Answerer answerer) {
        this.service = service;
        this.model = model;
        this.runs = runs;
        this.images = images;
        this.answerer = answerer;
    }

    @Override
    public void handle(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
        List<Task> tasks = new ArrayList<>(batch.size());
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            if (outbox.isBehindDeferred(record)) {
                continue;
            }
            Question question;
            try {
                question = WIRE.decode(record.value());
            } catch (WireException e) {
                outbox.add(DeadLetters.of(service, record, e.getMessage()));
                continue;
            }
            accept(record, question, tasks, outbox);
        }
        if (!tasks.isEmpty()) {
            answerer.answer(tasks, new OutboxAnswers(outbox));
        }
    }

    private void accept(ConsumerRecord<byte[], byte[]> record, Question question, List<Task> tasks, Outbox outbox) {
        RunManifest manifest = runs.find(question.getRun()).orElse(null);
        if (manifest == null && System.currentTimeMillis() - record.timestamp() < MANIFEST_GRACE.toMillis()) {
            outbox.defer(record);
        } else if (manifest == null) {
            outbox.add(letter(record, question, "the run has no manifest in the runs topic"));
        } else if (manifest.getModels().contains(model)) {
            try {
                byte[] image = question.getImage() == null ? null : images.read(question.getImage());
                tasks.add(new Task(question, manifest, image, record));
            } catch (ImageAccessException e) {
                outbox.add(letter(record, question, e.getMessage()));
            }
        }
    }

    @Override
    public DeadLetter deadLetter(ConsumerRecord<byte[], byte[]> record, RuntimeException cause) {
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        try {
            return letter(record, WIRE.decode(record.value()), reason);
        } catch (WireException e) {
            return DeadLetters.of(service, record, reason);
        }
    }

    private DeadLetter letter(ConsumerRecord<byte[], byte[]> record, Question question, String reason) {
        return DeadLetters.of(service, record, reason, question.getRun(), question.getItemId(), model);
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
        public void failed(Task task, String reason) {
            outbox.add(letter(task.record(), task.question(), reason));
        }
    }
}
