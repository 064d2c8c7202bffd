package dev.vlmstream.ingest;

import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.images.ImageSource;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import dev.vlmstream.streaming.loop.Loops;
import dev.vlmstream.streaming.tables.Tables;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.jboss.logging.Logger;

/** Starts the loops over the topics of items. */
@ApplicationScoped
public class IngestService {
    private static final Logger LOG = Logger.getLogger(IngestService.class);

    void start(
            @Observes StartupEvent event,
            StreamConfig config,
            KafkaSettings settings,
            Loops loops,
            Tables.Runs runs,
            ImageSource images) {
        loops.ensureTopics();
        JsonImages jsonImages = new JsonImages(images, config.images().roots().orElse(List.of()));
        for (Topic topic : Topic.OF_ITEMS) {
            ImageKeeper keeper = new ImageKeeper(
                    images, ImageCheck.of(config.images()), config.images().inlineBytes());
            loops.start(
                    loops.spec(topic.topicName().replace("items", "ingest"), topic),
                    new IngestHandler(
                            jsonImages,
                            new ItemChecker(keeper),
                            keeper,
                            new RunLookup(runs.table()),
                            topic,
                            IngestHandler.MOMENT));
        }
        loops.start(
                WaitingHandler.spec(settings, config.maxWaiting()),
                new WaitingHandler(new RunLookup(runs.table()), settings, config.manifestGrace(), config.maxWaiting()));
        LOG.infof("ingest reads items at %s", settings.cluster().bootstrap());
    }
}
