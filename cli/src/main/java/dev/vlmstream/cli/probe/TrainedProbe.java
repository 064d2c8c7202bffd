package dev.vlmstream.cli.probe;

import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.cli.features.FeatureTopic;
import dev.vlmstream.cli.push.RunRegistry;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.evaluation.probe.LabelledFeatures;
import dev.vlmstream.evaluation.probe.Probe;
import dev.vlmstream.evaluation.probe.ProbeEvaluation;
import dev.vlmstream.evaluation.probe.ProbeEvaluation.ProbeResult;
import dev.vlmstream.evaluation.probe.ProbeRecipe;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Deletions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * A probe trained on one run's features and tested on another's.
 *
 * @param settings with the model named
 * @param manifest of the run that tests it
 * @param classes one for each output: those of the run's classes that have an item in either run
 */
public record TrainedProbe(
        ProbeSettings settings,
        RunManifest manifest,
        List<String> classes,
        FeatureSet train,
        FeatureSet test,
        ProbeResult result) {

    /**
     * Reads the topics, trains and tests.
     *
     * @throws CommandFailure if there are no such features, the runs' classes differ, or they have a picture in common
     */
    public static TrainedProbe of(Target target, ProbeSettings settings) {
        RunRegistry registry = new RunRegistry(target.topics());
        RunManifest manifest = manifest(registry, settings.run());
        if (!manifest.getClasses()
                .equals(manifest(registry, settings.trainRun()).getClasses())) {
            throw new CommandFailure("runs \"" + settings.run() + "\" and \"" + settings.trainRun()
                    + "\" have different classes; push both with the same --classes");
        }
        TopicFeatures topics = new TopicFeatures(new FeatureTopic(target.topics()));
        FeatureSet test = topics.of(settings.run(), settings.features(), settings.model());
        FeatureSet train = topics.of(settings.trainRun(), settings.features(), test.model());
        train.requireApart(test);
        Set<String> occurring = new HashSet<>(train.labels().values());
        occurring.addAll(test.labels().values());
        List<String> classes =
                manifest.getClasses().stream().filter(occurring::contains).toList();
        ProbeSettings named = settings.of(test.model());
        return new TrainedProbe(named, manifest, classes, train, test, result(named, classes, train, test));
    }

    private static ProbeResult result(ProbeSettings settings, List<String> classes, FeatureSet train, FeatureSet test) {
        LabelledFeatures rows = train.rows(classes).shuffled(settings.seed());
        Probe probe = settings.mlp()
                ? Probe.mlp(rows.dimension(), classes.size(), settings.seed())
                : Probe.linear(rows.dimension(), classes.size(), settings.seed());
        return ProbeEvaluation.of(
                probe, rows, test.rows(classes), ProbeRecipe.study(settings.epochs()), settings.seed());
    }

    private static RunManifest manifest(RunRegistry registry, String run) {
        return registry.find(run)
                .filter(manifest -> !Deletions.isDeleted(manifest))
                .orElseThrow(() -> new CommandFailure("no run \"" + run + "\"; `vlmstream runs` lists them"));
    }

    /** Test items of classes that no training item has; none of them can be right. */
    long withoutTraining() {
        Set<String> seen = new HashSet<>(train.labels().values());
        return test.labels().values().stream()
                .filter(label -> !seen.contains(label))
                .count();
    }

    /** Names what the probe was made of: the model, the recipe, the rows it was trained on. */
    String digest() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : List.of(settings.toString(), test.digest(), classes.toString())) {
                sha.update(part.getBytes(StandardCharsets.UTF_8));
            }
            train.keys().forEach(key -> {
                sha.update((key + '\0' + train.labels().get(key) + '\0').getBytes(StandardCharsets.UTF_8));
                sha.update(Arrays.toString(train.vectors().get(key)).getBytes(StandardCharsets.UTF_8));
            });
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    String describe() {
        return settings.kind() + " probe of " + settings.model() + "'s " + settings.features() + ", trained on "
                + train.size() + " items of " + settings.trainRun() + ", " + settings.epochs() + " epochs, seed "
                + settings.seed();
    }
}
