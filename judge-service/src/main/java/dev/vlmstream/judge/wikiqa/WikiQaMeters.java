package dev.vlmstream.judge.wikiqa;

import dev.vlmstream.evaluation.wikiqa.Outcome;
import dev.vlmstream.evaluation.wikiqa.Writing;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.topics.Keys;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * What the steps do, for Prometheus, as it happens in this process: a batch that is done again counts again, in distinction
 * from a making's own numbers.
 */
@ApplicationScoped
public class WikiQaMeters {
    private static final Logger LOG = Logger.getLogger(WikiQaMeters.class);
    private static final String MODEL = "model";

    private final MeterRegistry registry;

    public WikiQaMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A request has ended, whatever became of it. */
    void requested(String step, String model) {
        Counter.builder("vlmstream.wikiqa.requests")
                .description("Requests to models while datasets are made, whatever their outcome")
                .tag("step", step)
                .tag(MODEL, model)
                .register(registry)
                .increment();
    }

    /** A class is done. */
    void written(String model, Writing writing) {
        Counter.builder("vlmstream.wikiqa.questions")
                .description("Questions that were written and can be used")
                .tag(MODEL, model)
                .register(registry)
                .increment(writing.questions().size());
        writing.rejected()
                .forEach(one -> Counter.builder("vlmstream.wikiqa.rejected")
                        .description("Replies, and questions in them, that cannot be used")
                        .tag(MODEL, model)
                        .tag("reason", one.reason().id())
                        .register(registry)
                        .increment());
    }

    /** A question's way is at its end. One that is none is counted by nobody, and goes its way all the same. */
    void ended(String model, WikiQuestion question) {
        try {
            ended(model, Events.answered(question).outcome());
        } catch (IllegalArgumentException e) {
            LOG.debugf("%s is no question: %s", Keys.wikiQuestion(question), e.getMessage());
        }
    }

    private void ended(String model, Outcome outcome) {
        Counter.builder("vlmstream.wikiqa.outcomes")
                .description("Questions that are decided, kept or not")
                .tag(MODEL, model)
                .tag("outcome", outcome.id())
                .register(registry)
                .increment();
    }
}
