package dev.vlmstream.streaming;

import dev.vlmstream.schemas.topics.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jboss.logging.Logger;

/** Puts a loaded model to work: a loop over the questions topic in a group of its own, and an announcement. */
@ApplicationScoped
public class ModelHost {
    private static final Logger LOG = Logger.getLogger(ModelHost.class);

    private final Loops loops;
    private final Tables.Runs runs;
    private final ImageSource images;
    private final Announcer announcer;

    @Inject
    public ModelHost(Loops loops, Tables.Runs runs, ImageSource images, Announcer announcer) {
        this.loops = loops;
        this.runs = runs;
        this.images = images;
        this.announcer = announcer;
    }

    /**
     * What is told of a model.
     *
     * @param name the bundle's name, by which runs name it
     * @param kind dual-encoder, classifier, vision-language, remote
     */
    public record Hosted(String name, String digest, String kind, List<String> tasks) {}

    /** Answers for a model from now on. */
    public void serve(String service, Hosted model, QuestionHandler.Answerer answerer) {
        loops.start(
                loops.spec("vlmstream-" + service + "-" + model.name(), Topic.QUESTIONS),
                new QuestionHandler(service, model.name(), runs.table(), images, answerer));
        announcer.announce(service, model.name(), model.digest(), model.kind(), model.tasks());
        LOG.infof("%s answers for %s (%s)", service, model.name(), model.kind());
    }
}
