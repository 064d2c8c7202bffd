package dev.vlmstream.serving;

import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.serving.QuestionHandler.Answers;
import dev.vlmstream.serving.QuestionReader.Incoming;
import dev.vlmstream.serving.QuestionSource.Received;
import dev.vlmstream.streaming.images.ImageAccessException;
import dev.vlmstream.streaming.images.ImageSource;
import dev.vlmstream.streaming.kafka.BatchTrace;
import dev.vlmstream.streaming.loop.Outbox;
import dev.vlmstream.streaming.loop.WindowHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** One model's reading of questions that are answered side by side, by requests to a server. */
final class QuestionWindow implements WindowHandler {
    /** Images of questions that are under way take no more than this part of the heap; each is in a request as well, in base64. */
    private static final int HEAP_SHARE = 12;
    /** Images that are fetched from their addresses at once: few enough for one host. */
    private static final int FETCHES = 8;

    private final QuestionReader questions;
    private final ImageSource images;
    private final ServerRequests server;
    private final QuestionHandler.SideBySide model;
    private final Semaphore fetches = new Semaphore(FETCHES);
    private final AtomicLong imageBytes = new AtomicLong();

    /** @param questions which questions are the model's, and what becomes of those that fail */
    QuestionWindow(
            QuestionReader questions, ImageSource images, ServerRequests server, QuestionHandler.SideBySide model) {
        this.questions = questions;
        this.images = images;
        this.server = server;
        this.model = model;
    }

    @Override
    public int mostUnderWay() {
        return server.most();
    }

    @Override
    public boolean hasRoom() {
        return server.hasRoom() && imageBytes.get() < Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    }

    @Override
    public CompletableFuture<Consumer<Outbox>> begin(ConsumerRecord<byte[], byte[]> record, BatchTrace trace) {
        Incoming incoming = questions.read(record);
        List<Consumer<Outbox>> notes = new ArrayList<>();
        return questions
                .mine(incoming, notes::add)
                .map(manifest -> begin(incoming, manifest, trace))
                .orElseGet(
                        () -> CompletableFuture.completedFuture(outbox -> notes.forEach(note -> note.accept(outbox))));
    }

    private CompletableFuture<Consumer<Outbox>> begin(Incoming incoming, RunManifest manifest, BatchTrace trace) {
        Received received = incoming.received().orElseThrow();
        Question question = received.question();
        ModelRequest request = new ModelRequest(
                question,
                manifest,
                null,
                received.features(),
                incoming.record(),
                trace.headers(question.getRun(), question.getItemId()));
        ImageRef image = QuestionReader.needsImage(received) ? question.getImage() : null;
        long size = image == null ? 0 : image.getSize();
        int requests = model.requests(question, manifest);
        imageBytes.addAndGet(size);
        return server.begin(requests, ended -> answer(request, image, ended))
                .whenComplete((answered, failure) -> imageBytes.addAndGet(-size));
    }

    private Consumer<Outbox> answer(ModelRequest request, @Nullable ImageRef image, Runnable ended) {
        Consumer<Answers> answer;
        try {
            answer = model.answer(image == null ? request : request.withImage(read(image)), ended);
        } catch (ImageAccessException e) {
            answer = answers -> answers.failed(request, e.getMessage());
        }
        Consumer<Answers> told = answer;
        return outbox -> told.accept(questions.answers(outbox));
    }

    private byte[] read(ImageRef image) {
        if (image.getBytes() != null || image.getAddress() == null) {
            return images.read(image);
        }
        fetches.acquireUninterruptibly();
        try {
            return images.read(image);
        } finally {
            fetches.release();
        }
    }

    @Override
    public void comeNext(List<ConsumerRecord<byte[], byte[]>> records) {
        questions.prefetch(records, images);
    }

    @Override
    public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox) {
        questions.giveUp(record, cause, outbox);
    }
}
