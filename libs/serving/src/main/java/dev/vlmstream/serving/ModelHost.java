package dev.vlmstream.serving;

import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.remote.RemoteModel;
import dev.vlmstream.inference.runtime.DtypeChoice;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.ImageLimits;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.images.ImageSource;
import dev.vlmstream.streaming.loop.BatchHandler;
import dev.vlmstream.streaming.loop.Loops;
import dev.vlmstream.streaming.tables.Tables;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/** Puts a loaded model to work: a loop over the questions topic in a group of its own, and an announcement. */
@ApplicationScoped
public class ModelHost {
    private static final Logger LOG = Logger.getLogger(ModelHost.class);

    private final Loops loops;
    private final Tables.Runs runs;
    private final Tables.Absences absences;
    private final ImageSource images;
    private final Announcer announcer;

    public ModelHost(Loops loops, Tables.Runs runs, Tables.Absences absences, ImageSource images, Announcer announcer) {
        this.loops = loops;
        this.runs = runs;
        this.absences = absences;
        this.images = images;
        this.announcer = announcer;
    }

    /**
     * What is announced of a model.
     *
     * @param name the bundle's name, by which runs name it
     * @param kind dual-encoder, classifier, vision-language, remote
     * @param dtype as {@link ModelBundle#dtype}
     */
    public record Hosted(String name, String digest, String kind, List<String> tasks, String dtype) {
        public static Hosted of(ModelBundle bundle) {
            return new Hosted(bundle.name(), bundle.digest(), bundle.kind().id(), bundle.tasks(), bundle.dtype());
        }
    }

    /** How a service's models run, but for how what they write is batched. */
    public static RuntimeOptions options(StreamConfig config) {
        StreamConfig.Runtime run = config.runtime();
        return RuntimeOptions.of(run.provider(), run.deviceId(), run.deviceMemory(), run.threads(), run.dtype())
                .withChoice(new DtypeChoice(run.dtypeTimes(), run.dtypeLoss()))
                .withLimits(new ImageLimits(
                        config.images().maxPixels(), config.images().maxBytes()));
    }

    /** Answers for a model from now on, images included. */
    public void serve(String service, Hosted model, QuestionHandler.Answerer answerer) {
        serve(service, model, new QuestionSource.Questions(), answerer);
    }

    /** Answers for a model from now on. */
    public void serve(String service, Hosted model, QuestionSource source, QuestionHandler.Answerer answerer) {
        announce(service, model);
        start(
                service,
                model,
                source,
                new QuestionHandler(reader(service, source, Set.of(model.name())), images, answerer));
    }

    /** Answers for a model behind a server from now on. */
    public void serve(String service, RemoteModel remote, QuestionHandler.SideBySide asked) {
        Hosted model = Hosted.of(remote.bundle());
        announce(service, model);
        QuestionSource source = new QuestionSource.Questions();
        QuestionReader reader = reader(service, source, Set.of(model.name()));
        start(service, model, source, new QuestionWindow(reader, images, new ServerRequests(remote), asked));
    }

    private void announce(String service, Hosted model) {
        announcer.announce(service, model);
        String dtype = model.dtype().isEmpty() ? "" : ", " + model.dtype();
        LOG.infof("%s answers for %s (%s%s)", service, model.name(), model.kind(), dtype);
    }

    /**
     * Encodes for other services from now on; it is they who answer.
     *
     * @param models those who take what this bundle encodes: questions of runs that name one of them are encoded
     */
    public void encode(String service, Hosted encoder, Set<String> models, QuestionHandler.Answerer answerer) {
        QuestionSource source = new QuestionSource.Questions();
        start(service, encoder, source, new QuestionHandler(reader(service, source, models), images, answerer));
        LOG.infof("%s encodes images with %s for %s", service, encoder.name(), models);
    }

    private QuestionReader reader(String service, QuestionSource source, Set<String> models) {
        return new QuestionReader(service, source, models, runs.table(), absences.table());
    }

    private void start(String service, Hosted model, QuestionSource source, BatchHandler handler) {
        // A run that continues without the model is known before its first question is read.
        absences.table().catchUp();
        loops.start(loops.spec(work(service, model.name(), source), source.topic()), handler);
    }

    /** What the consumer group is named for. */
    public static String work(String service, String model, QuestionSource source) {
        String work = service + "-" + model;
        // A group reads one topic: members of one that differ in it would be given partitions that they do not read.
        return source.topic() == Topic.QUESTIONS
                ? work
                : work + "-" + source.topic().topicName();
    }
}
