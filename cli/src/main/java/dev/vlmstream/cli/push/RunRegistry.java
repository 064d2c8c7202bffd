package dev.vlmstream.cli.push;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.cli.stack.TopicReader;
import dev.vlmstream.rest.AnnouncedModel;
import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.services.TopicUser;
import dev.vlmstream.schemas.topics.Deletions;
import dev.vlmstream.schemas.topics.Judges;
import dev.vlmstream.schemas.topics.ManifestDifference;
import dev.vlmstream.schemas.topics.ModelLease;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.topics.TopicRows;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What the topics say of runs and models. */
public record RunRegistry(TopicReader topics) {
    /** Creates the topics that are missing. */
    public void ensureTopics() {
        topics.ensure(TopicUser.CLI.topics());
    }

    /**
     * The valid manifest of a run.
     *
     * @throws CommandFailure if its newest one cannot be read
     */
    public Optional<RunManifest> find(String run) {
        return TopicReader.newest(all(), run);
    }

    /** @throws CommandFailure if there is no such run, or it was deleted */
    public RunManifest require(String run) {
        return require(all(), run);
    }

    /** @throws CommandFailure if there is no such run among them, or it was deleted */
    public static RunManifest require(TopicRows<RunManifest> runs, String run) {
        RunManifest manifest = TopicReader.newest(runs, run).orElse(null);
        if (manifest == null) {
            throw new CommandFailure("no run \"" + run + "\"; `vlmstream runs` lists them");
        }
        if (Deletions.isDeleted(manifest)) {
            throw new CommandFailure("run \"" + run + "\" was deleted");
        }
        return manifest;
    }

    /** The valid manifests of all runs. */
    public TopicRows<RunManifest> all() {
        return topics.rows(Topic.RUNS, RunManifest.class, RunManifest::getRun);
    }

    /** Models that services have announced, also those whose service is gone; not the judges. */
    public List<KnownModel> announced() {
        return announcements().stream()
                .filter(one -> Judges.bundle(one.model()).isEmpty())
                .map(KnownModel::announced)
                .toList();
    }

    /**
     * Checks that the judge service has, or has had, bundles for rules.
     *
     * @param judges bundles by the rule that they can apply
     * @param notices told of those whose service is gone
     * @throws CommandFailure naming one that is not there, or that cannot apply its rule
     */
    public void requireJudges(Map<String, String> judges, Consumer<String> notices) {
        if (!judges.isEmpty()) {
            requireJudges(judges, announcements(), notices);
        }
    }

    private List<AnnouncedModel> announcements() {
        Map<String, ModelLease> leases = new TreeMap<>();
        TopicRows<ModelAnnouncement> rows = topics.rows(
                Topic.MODELS,
                ModelAnnouncement.class,
                ModelAnnouncement::getModel,
                (record, row) -> leases.put(row.getModel(), ModelLease.found(record, row)));
        leases.keySet().removeIf(model -> rows.find(model).isEmpty());
        return leases.values().stream().map(ModelLease::model).toList();
    }

    /** @throws CommandFailure if they are not the same run; names the first difference */
    public static void requireSame(RunManifest existing, RunManifest wanted) {
        if (Deletions.isDeleted(existing)) {
            throw new CommandFailure(
                    "run \"" + existing.getRun() + "\" was deleted, and ids are not used again; choose another --run");
        }
        ManifestDifference.of(existing, wanted).ifPresent(difference -> {
            throw new CommandFailure("run \"" + existing.getRun() + "\" exists with other settings: " + difference
                    + "; choose another --run, or push with the same settings to continue it");
        });
    }

    /** The same of those that services have announced. */
    static void requireJudges(Map<String, String> judges, List<AnnouncedModel> announced, Consumer<String> notices) {
        Map<String, AnnouncedModel> all = new LinkedHashMap<>();
        announced.forEach(one -> all.put(one.model(), one));
        judges.forEach((rule, judge) -> {
            AnnouncedModel there = all.get(Judges.announced(judge));
            if (there == null) {
                throw new CommandFailure("no service judges with \"" + judge + "\"; judges: "
                        + all.keySet().stream()
                                .flatMap(name -> Judges.bundle(name).stream())
                                .toList()
                        + "; start the stack with it: vlmstream up --judges DIR");
            }
            if (!there.tasks().contains(rule)) {
                throw new CommandFailure(judge + ", a " + there.kind() + " model, cannot apply the rule " + rule
                        + "; it can " + String.join(", ", there.tasks()));
            }
            if (there.away()) {
                notices.accept("judge: " + AnsweringModels.away(judge, Instant.ofEpochMilli(there.announcedAt()))
                        + "; its answers wait to be judged until one does");
            }
        });
    }
}
