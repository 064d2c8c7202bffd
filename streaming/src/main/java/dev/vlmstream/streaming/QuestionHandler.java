package dev.vlmstream.streaming;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.streaming.Intake.Asked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One model's reading of questions: passes over those of runs that do not ask it, fetches images that do not come encoded,
 * and turns whatever fails into a dead letter of that question and model.
 */
public final class QuestionHandler implements BatchHandler {
    /** A transaction becomes visible partition by partition: a question can be seen before its run's manifest is. */
    private static final Duration MANIFEST_GRACE = Duration.ofSeconds(10);

    private final String service;
    private final Intake intake;
    private final Set<String> models;
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

    /**
     * One question for the model.
     *
     * @param image null where the question has none, or its image comes encoded
     * @param features null where the image does not come encoded
     */
    public record Task(
            Question question,
            RunManifest manifest,
            byte[] image,
            Features features,
            ConsumerRecord<byte[], byte[]> record) {}

    /** Where answers go. */
    public interface Answers {
        /** Adds a result of a question. */
        void add(Topic topic, String key, org.apache.avro.specific.SpecificRecord event);

        /** Gives a question up. */
        void failed(Task task, String reason);
    }

    /** @param models questions of runs that name one of these are answered */
    public QuestionHandler(
            String service,
            Intake intake,
            Set<String> models,
            Table<RunManifest> runs,
            ImageSource images,
            Answerer answerer) {
        this.service = service;
        this.intake = intake;
        this.models = Set.copyOf(models);
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
            try {
                intake.read(record.value()).ifPresent(asked -> accept(record, asked, tasks, outbox));
            } catch (WireException e) {
                outbox.add(DeadLetters.of(service, record, e.getMessage()));
            }
        }
        if (!tasks.isEmpty()) {
            answerer.answer(tasks, new OutboxAnswers(outbox));
        }
    }

    private void accept(ConsumerRecord<byte[], byte[]> record, Asked asked, List<Task> tasks, Outbox outbox) {
        Question question = asked.question();
        RunManifest manifest = runs.find(question.getRun()).orElse(null);
        if (manifest == null && System.currentTimeMillis() - record.timestamp() < MANIFEST_GRACE.toMillis()) {
            outbox.defer(record);
        } else if (manifest == null) {
            String reason = "the run has no manifest in the runs topic";
            models.forEach(model -> outbox.add(letter(record, question, model, reason)));
        } else if (manifest.getModels().stream().anyMatch(models::contains)) {
            try {
                tasks.add(new Task(question, manifest, image(asked), asked.features(), record));
            } catch (ImageAccessException e) {
                letters(record, question, manifest, e.getMessage()).forEach(outbox::add);
            }
        }
    }

    private byte[] image(Asked asked) {
        boolean wanted = asked.features() == null && asked.question().getImage() != null;
        return wanted ? images.read(asked.question().getImage()) : null;
    }

    @Override
    public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox) {
        String reason = RecordFailure.reason(cause);
        try {
            Question question = intake.read(record.value()).orElseThrow().question();
            runs.find(question.getRun())
                    .map(manifest -> letters(record, question, manifest, reason))
                    .orElseGet(() -> models.stream()
                            .map(model -> letter(record, question, model, reason))
                            .toList())
                    .forEach(outbox::add);
        } catch (WireException e) {
            outbox.add(DeadLetters.of(service, record, reason));
        }
    }

    /** One for each model of the run that fails with this one. */
    private List<DeadLetter> letters(
            ConsumerRecord<byte[], byte[]> record, Question question, RunManifest manifest, String reason) {
        return manifest.getModels().stream()
                .filter(models::contains)
                .map(model -> letter(record, question, model, reason))
                .toList();
    }

    private DeadLetter letter(ConsumerRecord<byte[], byte[]> record, Question question, String model, String reason) {
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
            letters(task.record(), task.question(), task.manifest(), reason).forEach(outbox::add);
        }
    }
}
