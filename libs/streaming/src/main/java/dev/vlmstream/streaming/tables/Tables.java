package dev.vlmstream.streaming.tables;

import dev.vlmstream.schemas.Absence;
import dev.vlmstream.schemas.DatasetLoad;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import dev.vlmstream.streaming.kafka.ServiceTopics;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

/** The tables that services look things up in; each is read only by a service that injects it. */
public final class Tables {
    private Tables() {}

    /** Run manifests by run. */
    @ApplicationScoped
    public static class Runs {
        private final TopicTable<RunManifest> table;

        public Runs(KafkaSettings settings, ServiceTopics topics) {
            topics.ensure();
            table = new TopicTable<>(settings, Topic.RUNS, RunManifest.class, RunManifest::getRun);
        }

        public TopicTable<RunManifest> table() {
            return table;
        }

        @PreDestroy
        void close() {
            table.close();
        }
    }

    /** Models that runs continue without. */
    @ApplicationScoped
    public static class Absences {
        private final TopicTable<Absence> table;

        public Absences(KafkaSettings settings, ServiceTopics topics) {
            topics.ensure();
            table = new TopicTable<>(
                    settings,
                    Topic.ABSENCES,
                    Absence.class,
                    absence -> Keys.absence(absence.getRun(), absence.getModel()));
        }

        /** The absences, by run and model. */
        public TopicTable<Absence> table() {
            return table;
        }

        @PreDestroy
        void close() {
            table.close();
        }
    }

    /** Datasets that ingest reads by itself, by run and load. */
    @ApplicationScoped
    public static class Loads {
        private final TopicTable<DatasetLoad> table;

        public Loads(KafkaSettings settings, ServiceTopics topics) {
            topics.ensure();
            table = new TopicTable<>(
                    settings, Topic.DATASETS, DatasetLoad.class, load -> Keys.runItem(load.getRun(), load.getLoad()));
        }

        public TopicTable<DatasetLoad> table() {
            return table;
        }

        @PreDestroy
        void close() {
            table.close();
        }
    }
}
