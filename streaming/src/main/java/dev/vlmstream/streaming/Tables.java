package dev.vlmstream.streaming;

import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** The tables that services look things up in; each is read only by a service that injects it. */
public final class Tables {
    private Tables() {}

    /** Run manifests by run. */
    @ApplicationScoped
    public static class Runs {
        private final TopicTable<RunManifest> table;

        @Inject
        public Runs(KafkaSettings settings, Loops loops) {
            loops.ensureTopics();
            table = new TopicTable<>(settings, Topic.RUNS, RunManifest.class, RunManifest::getRun);
        }

        /** The manifests. */
        public TopicTable<RunManifest> table() {
            return table;
        }

        @PreDestroy
        void close() {
            table.close();
        }
    }

    /** Announced models by name. */
    @ApplicationScoped
    public static class Models {
        private final TopicTable<ModelAnnouncement> table;

        @Inject
        public Models(KafkaSettings settings, Loops loops) {
            loops.ensureTopics();
            table = new TopicTable<>(settings, Topic.MODELS, ModelAnnouncement.class, ModelAnnouncement::getModel);
        }

        /** The announcements. */
        public TopicTable<ModelAnnouncement> table() {
            return table;
        }

        @PreDestroy
        void close() {
            table.close();
        }
    }
}
