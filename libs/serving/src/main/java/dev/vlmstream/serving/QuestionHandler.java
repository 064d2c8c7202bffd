package dev.vlmstream.serving;

import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.serving.QuestionReader.Incoming;
import dev.vlmstream.serving.QuestionSource.Received;
import dev.vlmstream.streaming.images.HttpBatch;
import dev.vlmstream.streaming.images.ImageAccessException;
import dev.vlmstream.streaming.images.ImageSource;
import dev.vlmstream.streaming.loop.BatchHandler;
import dev.vlmstream.streaming.loop.Outbox;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One model's reading of questions: skips those of runs that do not ask it, fetches images that do not come encoded,
 * and turns whatever fails into a dead letter of that question and model.
 */
public final class QuestionHandler implements BatchHandler {
    private final QuestionReader questions;
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

        /**
         * Told, before it answers, what will probably be asked next: while the answers are committed it can begin with that.
         *
         * @param images at hand in records or in the image store; to be called within {@link #answer}
         * @param reader reads one; by any thread
         */
        default void comeNext(Supplier<List<ImageRef>> images, Function<ImageRef, byte[]> reader) {
            // Most have no use for it.
        }
    }

    /** A model behind a server, which is asked several questions at a time. */
    public interface SideBySide {
        /** How many requests a question takes. */
        int requests(Question question, RunManifest manifest);

        /**
         * Answers a question; called by many threads at once.
         *
         * @param ended told of each of its requests that ends, of which there are several
         * @return what tells its answer, without its image
         * @throws RuntimeException if it cannot be answered now
         */
        Consumer<Answers> answer(ModelRequest request, Runnable ended);
    }

    /** Where answers go. */
    public interface Answers {
        void add(Topic topic, String key, org.apache.avro.specific.SpecificRecord event);

        default void add(Prediction prediction) {
            add(Topic.PREDICTIONS, Keys.runItem(prediction.getRun(), prediction.getItemId()), prediction);
        }

        default void add(Features features) {
            add(Topic.FEATURES, Keys.question(features.getQuestion()), features);
        }

        /** Gives a question up. */
        void failed(ModelRequest request, String reason);
    }

    QuestionHandler(QuestionReader questions, ImageSource images, Answerer answerer) {
        this.questions = questions;
        this.images = images;
        this.answerer = answerer;
    }

    @Override
    public void handle(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
        List<Incoming> incoming = batch.stream().map(questions::read).toList();
        List<ModelRequest> requests = new ArrayList<>(batch.size());
        try (HttpBatch fetched = images.begin(questions.images(incoming))) {
            for (Incoming one : incoming) {
                questions
                        .mine(one, note -> note.accept(outbox))
                        .ifPresent(manifest -> accept(one, manifest, fetched, requests, outbox));
            }
        }
        if (!requests.isEmpty()) {
            answerer.answer(requests, questions.answers(outbox));
        }
    }

    @Override
    public void comeNext(List<ConsumerRecord<byte[], byte[]>> records) {
        questions.prefetch(records, images);
        answerer.comeNext(() -> atHand(records), images::read);
    }

    private List<ImageRef> atHand(List<ConsumerRecord<byte[], byte[]>> records) {
        return questions.images(records.stream().map(questions::read).toList()).stream()
                .filter(image -> image.getAddress() == null)
                .toList();
    }

    private void accept(
            Incoming one, RunManifest manifest, HttpBatch fetched, List<ModelRequest> requests, Outbox outbox) {
        Received received = one.received().orElseThrow();
        Question question = received.question();
        try {
            byte[] image = QuestionReader.needsImage(received) ? images.read(question.getImage(), fetched) : null;
            requests.add(new ModelRequest(question, manifest, image, received.features(), one.record()));
        } catch (ImageAccessException e) {
            questions
                    .answers(outbox)
                    .failed(
                            new ModelRequest(question, manifest, null, received.features(), one.record()),
                            e.getMessage());
        }
    }

    @Override
    public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox) {
        questions.giveUp(record, cause, outbox);
    }
}
