package dev.vlmstream.judge.wikiqa;

import dev.vlmstream.evaluation.wikiqa.AnswerPrompt;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.WikiReply;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.streaming.loop.BatchHandler;
import dev.vlmstream.streaming.loop.DeadLetters;
import dev.vlmstream.streaming.loop.Outbox;
import dev.vlmstream.streaming.loop.RecordFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Has questions answered: with the class's name, or, where that was answered, without. */
final class AnswerHandler implements BatchHandler {
    private static final Wire<WikiQuestion> QUESTION = Wire.of(WikiQuestion.class);

    private final TextModel model;
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

    private record Pending(WikiMaking making, WikiQuestion one) {}

    /** @param makings by name */
    AnswerHandler(TextModel model, Function<String, Optional<WikiMaking>> makings, Step step, WikiQaMeters meters) {
        this.model = model;
        this.makings = makings;
        this.step = step;
        this.meters = meters;
    }

    @Override
    public void handle(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
        List<Pending> pending = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            try {
                WikiQuestion one = QUESTION.decode(record.value());
                WikiMaking making = makings.apply(one.getMaking()).orElse(null);
                if (making == null) {
                    outbox.add(DeadLetters.of(
                            Events.SERVICE, record, "no making \"" + one.getMaking() + "\" is on wikiqa-makings"));
                } else if (!making.getStopped()
                        && making.getAnswerer().equals(model.bundle().name())) {
                    take(new Pending(making, one), pending, outbox);
                }
            } catch (WireException e) {
                outbox.add(DeadLetters.of(Events.SERVICE, record, e.getMessage()));
            }
        }
        if (!pending.isEmpty()) {
            List<WikiReply> replies =
                    model.ask(pending.stream().map(this::request).toList());
            meters.requests(step.id(), model.bundle().name(), replies.size());
            for (int i = 0; i < replies.size(); i++) {
                tell(pending.get(i).one(), replies.get(i), outbox);
            }
        }
    }

    /** Without an answer with the name it is dropped, whatever would be guessed. */
    private void take(Pending one, List<Pending> pending, Outbox outbox) {
        if (step == Step.UNNAMED && isMissing(one.one().getNamed())) {
            pass(one.one(), outbox);
        } else {
            pending.add(one);
        }
    }

    private static boolean isMissing(WikiReply named) {
        return named == null || named.getText() == null || named.getText().isEmpty();
    }

    private TextModel.TextRequest request(Pending one) {
        return new TextModel.TextRequest(
                Events.account(one.making()), one.making().getBudget(), step.prompt(one.one()), false);
    }

    private void tell(WikiQuestion one, WikiReply reply, Outbox outbox) {
        WikiQuestion.Builder next = WikiQuestion.newBuilder(one);
        WikiQuestion answered = (step == Step.NAMED ? next.setNamed(reply) : next.setUnnamed(reply)).build();
        pass(answered, outbox);
    }

    private void pass(WikiQuestion one, Outbox outbox) {
        outbox.add(step.writes, Keys.wikiQuestion(one), one);
        if (step == Step.UNNAMED) {
            meters.ended(model.bundle().name(), one);
        }
    }

    /** It continues without an answer, so that the making ends by count. */
    @Override
    public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox) {
        String reason = RecordFailure.reason(cause);
        try {
            WikiQuestion one = QUESTION.decode(record.value());
            WikiMaking making = makings.apply(one.getMaking()).orElseThrow();
            if (making.getAnswerer().equals(model.bundle().name())) {
                tell(one, Events.failure(model.bundle(), reason), outbox);
            }
        } catch (WireException | NoSuchElementException e) {
            outbox.add(DeadLetters.of(Events.SERVICE, record, reason));
        }
    }
}
