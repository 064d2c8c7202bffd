package dev.vlmstream.judge.wikiqa;

import dev.vlmstream.evaluation.wikiqa.AnswerPrompt;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.judge.wikiqa.TextModel.TextRequest;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.WikiReply;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.serving.RecordHandler;
import dev.vlmstream.streaming.loop.DeadLetters;
import dev.vlmstream.streaming.loop.Outbox;
import dev.vlmstream.streaming.loop.RecordFailure;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Has questions answered: with the class's name, or, where that was answered, without. */
final class AnswerHandler implements RecordHandler<TextRequest, WikiReply> {
    private static final Wire<WikiQuestion> QUESTION = Wire.of(WikiQuestion.class);

    private final ModelBundle answerer;
    private final Function<String, Optional<WikiMaking>> makings;
    private final Step step;
    private final WikiQaMeters meters;

    /** Which of both. */
    enum Step {
        NAMED(Topic.WIKIQA_QUESTIONS, Topic.WIKIQA_NAMED),
        UNNAMED(Topic.WIKIQA_NAMED, Topic.WIKIQA_ANSWERED);

        private final Topic reads;
        private final Topic writes;

        Step(Topic reads, Topic writes) {
            this.reads = reads;
            this.writes = writes;
        }

        Topic reads() {
            return reads;
        }

        /** As groups and metrics name it. */
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        private String prompt(WikiQuestion one) {
            return this == UNNAMED
                    ? AnswerPrompt.unnamed(Events.question(one.getWritten()))
                    : AnswerPrompt.named(Events.question(one.getWritten()), one.getName())
                            .orElseThrow(() -> new IllegalArgumentException("the question has no place for a name"));
        }
    }

    /** @param makings by name */
    AnswerHandler(
            ModelBundle answerer, Function<String, Optional<WikiMaking>> makings, Step step, WikiQaMeters meters) {
        this.answerer = answerer;
        this.makings = makings;
        this.step = step;
        this.meters = meters;
    }

    @Override
    public Optional<Asked<TextRequest, WikiReply>> read(ConsumerRecord<byte[], byte[]> record) {
        return Optional.of(Events.read(QUESTION, record, WikiQuestion::getMaking, makings, this::asked));
    }

    private Asked<TextRequest, WikiReply> asked(WikiMaking making, WikiQuestion one) {
        if (making.getStopped() || !making.getAnswerer().equals(answerer.name())) {
            return Asked.nothing(outbox -> {});
        }
        // Without an answer with the name it is dropped, whatever would be guessed.
        return step == Step.UNNAMED && isMissing(one.getNamed())
                ? Asked.nothing(outbox -> pass(one, outbox))
                : Events.asked(making, step.prompt(one), false, (reply, outbox) -> {
                    meters.requested(step.id(), answerer.name());
                    tell(one, reply, outbox);
                });
    }

    private static boolean isMissing(WikiReply named) {
        return named == null || named.getText() == null || named.getText().isEmpty();
    }

    private void tell(WikiQuestion one, WikiReply reply, Outbox outbox) {
        WikiQuestion.Builder next = WikiQuestion.newBuilder(one);
        WikiQuestion answered = (step == Step.NAMED ? next.setNamed(reply) : next.setUnnamed(reply)).build();
        pass(answered, outbox);
    }

    private void pass(WikiQuestion one, Outbox outbox) {
        outbox.add(step.writes, Keys.wikiQuestion(one), one);
        if (step == Step.UNNAMED) {
            meters.ended(answerer.name(), one);
        }
    }

    /** It continues without an answer, so that the making ends by count. */
    @Override
    public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox) {
        String reason = RecordFailure.reason(cause);
        try {
            WikiQuestion one = QUESTION.decode(record.value());
            WikiMaking making = makings.apply(one.getMaking()).orElseThrow();
            if (making.getAnswerer().equals(answerer.name())) {
                tell(one, Events.failure(answerer, reason), outbox);
            }
        } catch (WireException | NoSuchElementException e) {
            outbox.add(DeadLetters.of(Events.SERVICE, record, reason));
        }
    }
}
