package dev.vlmstream.schemas.topics;

import static dev.vlmstream.schemas.topics.Topic.ABSENCES;
import static dev.vlmstream.schemas.topics.Topic.DATASETS;
import static dev.vlmstream.schemas.topics.Topic.DEAD_LETTERS;
import static dev.vlmstream.schemas.topics.Topic.FEATURES;
import static dev.vlmstream.schemas.topics.Topic.ITEMS;
import static dev.vlmstream.schemas.topics.Topic.ITEMS_BY_ADDRESS;
import static dev.vlmstream.schemas.topics.Topic.ITEMS_FROM_SLOW_HOSTS;
import static dev.vlmstream.schemas.topics.Topic.METRICS;
import static dev.vlmstream.schemas.topics.Topic.MODELS;
import static dev.vlmstream.schemas.topics.Topic.NOTIFICATIONS;
import static dev.vlmstream.schemas.topics.Topic.PREDICTIONS;
import static dev.vlmstream.schemas.topics.Topic.QUESTIONS;
import static dev.vlmstream.schemas.topics.Topic.REFERENCES;
import static dev.vlmstream.schemas.topics.Topic.REMOTE_ANSWERS;
import static dev.vlmstream.schemas.topics.Topic.REMOTE_SPENDING;
import static dev.vlmstream.schemas.topics.Topic.RUNS;
import static dev.vlmstream.schemas.topics.Topic.SCORES;
import static dev.vlmstream.schemas.topics.Topic.VERDICTS;
import static dev.vlmstream.schemas.topics.Topic.WAITING;
import static dev.vlmstream.schemas.topics.Topic.WIKIQA_ANSWERED;
import static dev.vlmstream.schemas.topics.Topic.WIKIQA_ARTICLES;
import static dev.vlmstream.schemas.topics.Topic.WIKIQA_MAKINGS;
import static dev.vlmstream.schemas.topics.Topic.WIKIQA_NAMED;
import static dev.vlmstream.schemas.topics.Topic.WIKIQA_QUESTIONS;
import static dev.vlmstream.schemas.topics.Topic.WIKIQA_WRITTEN;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Who works on the topics, and on which: a service touches no other, and needs no right to. */
public enum TopicUser {
    /** It also sends on what comes by HTTP, through the same door as what others write there. */
    INGEST(
            EnumSet.of(ITEMS, ITEMS_BY_ADDRESS, ITEMS_FROM_SLOW_HOSTS, RUNS, WAITING, QUESTIONS, FEATURES, DATASETS),
            EnumSet.of(
                    ITEMS,
                    ITEMS_BY_ADDRESS,
                    ITEMS_FROM_SLOW_HOSTS,
                    RUNS,
                    WAITING,
                    QUESTIONS,
                    FEATURES,
                    DATASETS,
                    REFERENCES,
                    DEAD_LETTERS)),
    EMBED(EnumSet.of(QUESTIONS, RUNS, ABSENCES), EnumSet.of(FEATURES, PREDICTIONS, DEAD_LETTERS, MODELS, WAITING)),
    DECODE(
            EnumSet.of(QUESTIONS, FEATURES, RUNS, ABSENCES, REMOTE_ANSWERS, REMOTE_SPENDING),
            EnumSet.of(FEATURES, PREDICTIONS, DEAD_LETTERS, MODELS, WAITING, REMOTE_ANSWERS, REMOTE_SPENDING)),
    /** It also makes datasets of questions with the models that it has. */
    JUDGE(
            union(
                    EnumSet.of(SCORES, RUNS, REMOTE_ANSWERS, REMOTE_SPENDING),
                    EnumSet.of(WIKIQA_MAKINGS, WIKIQA_ARTICLES, WIKIQA_WRITTEN, WIKIQA_QUESTIONS, WIKIQA_NAMED)),
            union(
                    EnumSet.of(VERDICTS, DEAD_LETTERS, MODELS, REMOTE_ANSWERS, REMOTE_SPENDING),
                    EnumSet.of(WIKIQA_ARTICLES, WIKIQA_WRITTEN, WIKIQA_QUESTIONS, WIKIQA_NAMED, WIKIQA_ANSWERED))),
    /**
     * It also sends records on to the partition that their key belongs to, posts notifications to webhooks, and shows how far
     * datasets are that are being made.
     */
    SCORING(
            union(
                    EnumSet.of(
                            REFERENCES,
                            PREDICTIONS,
                            VERDICTS,
                            DEAD_LETTERS,
                            RUNS,
                            WAITING,
                            ABSENCES,
                            MODELS,
                            METRICS,
                            SCORES,
                            NOTIFICATIONS),
                    EnumSet.of(WIKIQA_MAKINGS, WIKIQA_WRITTEN, WIKIQA_ANSWERED)),
            EnumSet.of(SCORES, METRICS, ABSENCES, REFERENCES, PREDICTIONS, VERDICTS, DEAD_LETTERS, NOTIFICATIONS)),
    /** The command: push, rescore, probe, runs, export, wikiqa; what it sends again from dead letters goes where it came from. */
    CLI(
            union(
                    EnumSet.of(RUNS, ABSENCES, MODELS, QUESTIONS, FEATURES, REFERENCES, PREDICTIONS, DEAD_LETTERS),
                    EnumSet.of(WIKIQA_MAKINGS, WIKIQA_ARTICLES, WIKIQA_WRITTEN, WIKIQA_ANSWERED)),
            union(
                    EnumSet.of(
                            ITEMS,
                            RUNS,
                            ABSENCES,
                            QUESTIONS,
                            FEATURES,
                            REFERENCES,
                            PREDICTIONS,
                            SCORES,
                            VERDICTS,
                            DEAD_LETTERS),
                    EnumSet.of(WIKIQA_MAKINGS, WIKIQA_ARTICLES))),
    /** Autoscaling by KEDA: it looks at the lag of the groups that models are, and reads no record. */
    KEDA(EnumSet.noneOf(Topic.class), EnumSet.noneOf(Topic.class));

    /** What the groups of models read. */
    private static final Set<Topic> SCALED = EnumSet.of(QUESTIONS, FEATURES, SCORES);

    private final Set<Topic> reads;
    private final Set<Topic> writes;

    TopicUser(Set<Topic> reads, Set<Topic> writes) {
        this.reads = reads;
        this.writes = writes;
    }

    /** The service of that name. */
    public static TopicUser of(String service) {
        return Arrays.stream(values())
                .filter(user -> user.id().equals(service))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no service \"" + service + "\""));
    }

    /** The service's name; what it does in a group begins with it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Set<Topic> reads() {
        return copy(reads);
    }

    public Set<Topic> writes() {
        return copy(writes);
    }

    /** All that it touches. */
    public Set<Topic> topics() {
        Set<Topic> all = this == KEDA ? EnumSet.copyOf(SCALED) : reads();
        all.addAll(writes);
        return all;
    }

    private static Set<Topic> union(Set<Topic> some, Set<Topic> others) {
        Set<Topic> all = copy(some);
        all.addAll(others);
        return all;
    }

    private static Set<Topic> copy(Set<Topic> topics) {
        Set<Topic> copy = EnumSet.noneOf(Topic.class);
        copy.addAll(topics);
        return copy;
    }
}
