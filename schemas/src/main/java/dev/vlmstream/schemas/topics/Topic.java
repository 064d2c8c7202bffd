package dev.vlmstream.schemas.topics;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The topics, and what each needs from the broker. */
public enum Topic {
    /** Dataset lines as people push them: Avro {@code Item}, or the study's JSON lines. */
    ITEMS("items", false),
    /** Items whose image is to be fetched from a host, which may take its time: they hold up no others; key: the host. */
    ITEMS_BY_ADDRESS("items-by-address", false),
    /** Those of them whose host did take its time, so that they hold up none of other hosts; key: the host. */
    ITEMS_FROM_SLOW_HOSTS("items-from-slow-hosts", false),
    /** Run manifests, newest wins; key: run. */
    RUNS("runs", true),
    /** Records that wait for their run's manifest, until it is there; key: where the record lies, topic-partition-offset. */
    WAITING("waiting", true),
    /** Models that a run continues without, since no service announced them in time; key: run/model. */
    ABSENCES("absences", true),
    /** Datasets that ingest reads by itself, and how far it is; key: run/load. */
    DATASETS("datasets", true),
    /** What the models are to answer; key: the image's SHA-256. */
    QUESTIONS("questions", false),
    /** The right answers; key: run/item. Model services need no right to read it. */
    REFERENCES("references", false),
    /** What encoders made of images; key: the image's SHA-256. */
    FEATURES("features", false),
    /** What the models answered; key: run/item. */
    PREDICTIONS("predictions", false),
    /** Predictions judged, exactly one for each run, item and model; key: run/item. */
    SCORES("scores", false),
    /** The judges' verdicts on answers, once for each run, item, model and rule; key: run/item. */
    VERDICTS("verdicts", false),
    /** Sums of one partition, to be added over partitions; key: run/model/partition. */
    METRICS("metrics", true),
    /** What people are told of runs, once each; key: the notification's id. */
    NOTIFICATIONS("notifications", true),
    /** Records that could not be worked on; key: run/item where known. */
    DEAD_LETTERS("dead-letters", false),
    /** Which installation all these topics belong to: the first wins; key: installation, all in the first partition. */
    INSTALLATIONS("installations", true),
    /** Which bundles are answered for, newest wins; key: model. */
    MODELS("models", true),
    /** What models behind APIs answered to which request, so that it is asked, and paid, once; key: the request's SHA-256. */
    REMOTE_ANSWERS("remote-answers", true),
    /** What runs spend on models behind APIs; key: run/process/number, all in the first partition. */
    REMOTE_SPENDING("remote-spending", true),
    /** Datasets of questions that are to be made, newest wins; key: making. */
    WIKIQA_MAKINGS("wikiqa-makings", true),
    /** Classes whose questions are to be written; key: making/index. */
    WIKIQA_ARTICLES("wikiqa-articles", false),
    /** What became of classes; key: making, so that those of one can be put into order. */
    WIKIQA_WRITTEN("wikiqa-written", false),
    /** Questions to be answered with the class's name; key: making/index/position. */
    WIKIQA_QUESTIONS("wikiqa-questions", false),
    /** Questions to be answered without it; key: making/index/position. */
    WIKIQA_NAMED("wikiqa-named", false),
    /** Questions with both answers; key: making/index/position. */
    WIKIQA_ANSWERED("wikiqa-answered", false);

    /** The largest record that the project's topics, producers and consumers take, in bytes. */
    public static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;

    /** Partitions of a topic, unless another number is given. */
    public static final int PARTITIONS = 4;

    /** Those that ingest makes questions of. */
    public static final List<Topic> OF_ITEMS = List.of(ITEMS, ITEMS_BY_ADDRESS, ITEMS_FROM_SLOW_HOSTS);

    /** Those that scoring joins by key: they have one number of partitions. */
    public static final List<Topic> JOINED = List.of(REFERENCES, PREDICTIONS, VERDICTS, DEAD_LETTERS);

    /** So long after it was written, a stored answer is forgotten: who asks then asks again, and pays again. */
    public static final Duration ANSWERS_KEPT = Duration.ofDays(90);

    public static final String MAX_BYTES = "max.message.bytes";
    public static final String MIN_IN_SYNC = "min.insync.replicas";
    public static final String TIMESTAMPS = "message.timestamp.type";
    /** From this many replicas on, one may be away while two must have what is acknowledged. */
    public static final int REPLICATED = 3;

    private final String topicName;
    private final boolean compacted;

    Topic(String topicName, boolean compacted) {
        this.topicName = topicName;
        this.compacted = compacted;
    }

    /** The topic of that name, without a prefix. */
    public static Topic of(String topicName) {
        return Arrays.stream(values())
                .filter(topic -> topic.topicName.equals(topicName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no topic \"" + topicName + "\""));
    }

    /** The name without a prefix. */
    public String topicName() {
        return topicName;
    }

    /** The name in a cluster that several installations share. */
    public String topicName(String prefix) {
        return prefix + topicName;
    }

    public boolean compacted() {
        return compacted;
    }

    /**
     * Settings of the topic. Results are kept for good: a run's numbers must be traceable as long as it exists. Stored answers are
     * not: the runs that asked have them in their predictions.
     *
     * @param replicated whether each partition has three replicas or more
     */
    public Map<String, String> settings(boolean replicated) {
        Map<String, String> settings = new HashMap<>(settings());
        if (replicated) {
            settings.put(MIN_IN_SYNC, "2");
        }
        return settings;
    }

    public Map<String, String> settings() {
        boolean expires = this == REMOTE_ANSWERS;
        String policy = expires ? "compact,delete" : compacted ? "compact" : "delete";
        String retention = expires ? String.valueOf(ANSWERS_KEPT.toMillis()) : "-1";
        return Map.of(
                "cleanup.policy",
                policy,
                "retention.ms",
                retention,
                MAX_BYTES,
                String.valueOf(MAX_RECORD_BYTES),
                // A record's date is the broker's: whoever writes may have a clock that is wrong.
                TIMESTAMPS,
                "LogAppendTime");
    }
}
