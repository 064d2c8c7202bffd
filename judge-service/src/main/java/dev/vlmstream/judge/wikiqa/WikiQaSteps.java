package dev.vlmstream.judge.wikiqa;

import dev.vlmstream.judge.wikiqa.TextModel.TextRequest;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiReply;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.serving.RecordHandler;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import dev.vlmstream.streaming.loop.LoopSpec;
import dev.vlmstream.streaming.loop.Loops;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts the loops of the steps when a making is there that wants one of this process's models; until then, a process with such
 * a model looks at the makings alone.
 */
@ApplicationScoped
public class WikiQaSteps {
    private static final Logger LOG = Logger.getLogger(WikiQaSteps.class);

    private final Loops loops;
    private final KafkaSettings kafka;
    private final WikiQaMeters meters;
    private final Map<String, TextModel> models = new HashMap<>();
    private final Set<String> started = new HashSet<>();
    private @Nullable GenerationTable generations;

    public WikiQaSteps(Loops loops, KafkaSettings kafka, WikiQaMeters meters) {
        this.loops = loops;
        this.kafka = kafka;
        this.meters = meters;
    }

    /** Offers models. The topics must be there. */
    public void offer(Iterable<TextModel> offered) {
        offered.forEach(model -> models.put(model.bundle().name(), model));
        if (!models.isEmpty()) {
            generations = new GenerationTable(kafka, this::serve);
            generations.tell();
        }
    }

    private synchronized void serve(WikiMaking making) {
        TextModel writer = models.get(making.getWriter());
        if (writer != null) {
            start("write", writer, Topic.WIKIQA_ARTICLES, new WriteHandler(writer.bundle(), generations::find, meters));
            startOrder();
        }
        TextModel answerer = models.get(making.getAnswerer());
        if (answerer != null) {
            for (AnswerHandler.Step step : AnswerHandler.Step.values()) {
                start(
                        step.id(),
                        answerer,
                        step.reads(),
                        new AnswerHandler(answerer.bundle(), generations::find, step, meters));
            }
        }
    }

    private void start(String step, TextModel model, Topic topic, RecordHandler<TextRequest, WikiReply> records) {
        String work = "judge-wikiqa-" + step + "-" + model.bundle().name();
        if (started.add(work)) {
            LoopSpec spec = loops.spec(work, topic);
            // A model of your own writes for minutes; one behind a server is asked in no batches.
            loops.start(
                    new LoopSpec(spec.name(), spec.topic(), 1, spec.mostRecords(), spec.linger()),
                    model.handler(records));
            LOG.infof("wikiqa: %s serves the step %s", model.bundle().name(), step);
        }
    }

    /** One for the models of all processes: the order is the making's, whoever writes. */
    private void startOrder() {
        String work = "judge-wikiqa-order";
        if (started.add(work)) {
            loops.start(
                    loops.spec(work, Topic.WIKIQA_WRITTEN),
                    new OrderHandler(
                            generations::find, new EarlierRecords.OfTopic(kafka, Topic.WIKIQA_WRITTEN), meters));
        }
    }

    @PreDestroy
    void close() {
        if (generations != null) {
            generations.close();
        }
    }
}
