package dev.vlmstream.schemas.services;

import static dev.vlmstream.schemas.topics.Topic.ABSENCES;
import static dev.vlmstream.schemas.topics.Topic.DEAD_LETTERS;
import static dev.vlmstream.schemas.topics.Topic.FEATURES;
import static dev.vlmstream.schemas.topics.Topic.ITEMS;
import static dev.vlmstream.schemas.topics.Topic.MODELS;
import static dev.vlmstream.schemas.topics.Topic.PREDICTIONS;
import static dev.vlmstream.schemas.topics.Topic.QUESTIONS;
import static dev.vlmstream.schemas.topics.Topic.REFERENCES;
import static dev.vlmstream.schemas.topics.Topic.RUNS;
import static dev.vlmstream.schemas.topics.Topic.SCORES;
import static dev.vlmstream.schemas.topics.Topic.VERDICTS;
import static dev.vlmstream.schemas.topics.Topic.WIKIQA_ANSWERED;
import static dev.vlmstream.schemas.topics.Topic.WIKIQA_ARTICLES;
import static dev.vlmstream.schemas.topics.Topic.WIKIQA_MAKINGS;
import static dev.vlmstream.schemas.topics.Topic.WIKIQA_WRITTEN;

import dev.vlmstream.schemas.topics.Topic;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who works on the topics, and on which: a service touches no other, and needs no right to.
 *
 * @param id what it does in a group begins with it
 * @param service empty of people with the command
 */
public record TopicUser(String id, Set<Topic> reads, Set<Topic> writes, Optional<ServiceKind> service) {
    /** The command: push, rescore, probe, runs, export, wikiqa; what it sends again from dead letters goes where it came from. */
    public static final TopicUser CLI = new TopicUser(
            "cli",
            Set.of(
                    RUNS,
                    ABSENCES,
                    MODELS,
                    QUESTIONS,
                    FEATURES,
                    REFERENCES,
                    PREDICTIONS,
                    DEAD_LETTERS,
                    WIKIQA_MAKINGS,
                    WIKIQA_ARTICLES,
                    WIKIQA_WRITTEN,
                    WIKIQA_ANSWERED),
            Set.of(
                    ITEMS,
                    RUNS,
                    ABSENCES,
                    QUESTIONS,
                    FEATURES,
                    REFERENCES,
                    PREDICTIONS,
                    SCORES,
                    VERDICTS,
                    DEAD_LETTERS,
                    WIKIQA_MAKINGS,
                    WIKIQA_ARTICLES),
            Optional.empty());

    /** All of them, the services first. */
    public static List<TopicUser> all() {
        return Stream.concat(ServiceKind.all().stream().map(TopicUser::of), Stream.of(CLI))
                .toList();
    }

    public static TopicUser of(ServiceKind service) {
        return new TopicUser(service.id(), service.reads(), service.writes(), Optional.of(service));
    }

    /** All that it touches, in the topics' order. */
    public Set<Topic> topics() {
        Set<Topic> all = EnumSet.noneOf(Topic.class);
        all.addAll(reads);
        all.addAll(writes);
        return all;
    }
}
