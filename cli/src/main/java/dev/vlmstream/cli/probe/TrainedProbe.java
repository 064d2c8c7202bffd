package dev.vlmstream.cli.probe;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.export.FeatureTopic;
import dev.vlmstream.cli.export.FeatureTopic.Selector;
import dev.vlmstream.cli.push.RunRegistry;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.evaluation.Sha256;
import dev.vlmstream.evaluation.probe.LabelledFeatures;
import dev.vlmstream.evaluation.probe.Probe;
import dev.vlmstream.evaluation.probe.ProbeEvaluation;
import dev.vlmstream.evaluation.probe.ProbeEvaluation.ProbeResult;
import dev.vlmstream.evaluation.probe.ProbeRecipe;
import dev.vlmstream.inference.FloatBytes;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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
        RunManifest manifest = registry.require(settings.run());
        if (!manifest.getClasses().equals(registry.require(settings.trainRun()).getClasses())) {
            throw new CommandFailure("runs \"" + settings.run() + "\" and \"" + settings.trainRun()
                    + "\" have different classes; push both with the same --classes");
        }
        FeatureTopic topic = new FeatureTopic(target.topics());
        FeatureSet test = FeatureSet.of(topic, settings.run(), settings.features(), settings.model());
        FeatureSet train = FeatureSet.of(topic, settings.trainRun(), settings.features(), test.model());
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

    /** Test items of classes that no training item has; none of them can be right. */
    long withoutTraining() {
        Set<String> seen = new HashSet<>(train.labels().values());
        return test.labels().values().stream()
                .filter(label -> !seen.contains(label))
                .count();
    }

    /** Names what the probe was made of: the model, the recipe, the rows it was trained on. */
    String digest() {
        Sha256 sha = new Sha256().add(settings.toString()).add(test.digest()).add(classes.toString());
        train.keys()
                .forEach(key -> sha.add(key + '\0' + train.labels().get(key) + '\0')
                        .add(Arrays.toString(train.vectors().get(key))));
        return sha.hex();
    }

    String describe() {
        return settings.kind() + " probe of " + settings.model() + "'s " + settings.features() + ", trained on "
                + train.size() + " items of " + settings.trainRun() + ", " + settings.epochs() + " epochs, seed "
                + settings.seed();
    }

    /**
     * Labelled features of one kind, of one model, over the items of one run.
     *
     * @param source as messages name it
     * @param vectors by what names the picture: its SHA-256, or its item where there is none
     * @param digest the model's
     * @param labels class names, under the same keys
     * @param items those with that picture, under the same keys
     */
    record FeatureSet(
            String source,
            String model,
            String digest,
            Map<String, float[]> vectors,
            Map<String, String> labels,
            Map<String, Set<String>> items) {
        FeatureSet {
            items = Map.copyOf(items);
            vectors = Map.copyOf(vectors);
            labels = Map.copyOf(labels);
            Map<String, String> known = labels;
            vectors.keySet().stream()
                    .filter(key -> !known.containsKey(key))
                    .findFirst()
                    .ifPresent(key -> {
                        throw new CommandFailure(source + " has features but no label of " + key);
                    });
            if (vectors.isEmpty()) {
                throw new CommandFailure(source + " has no features");
            }
            if (vectors.values().stream()
                            .mapToInt(vector -> vector.length)
                            .distinct()
                            .count()
                    > 1) {
                throw new CommandFailure(
                        source + " has features of several lengths; name one --model and one --features");
            }
        }

        /**
         * The features of one kind, as the topics hold them; events that came twice count once.
         *
         * @param model null: the only one there is
         * @throws CommandFailure if there are none, or of several models and none is named
         */
        static FeatureSet of(FeatureTopic topic, String run, String kind, @Nullable String model) {
            Map<String, String> byItem = topic.labels(run);
            Map<String, float[]> vectors = new HashMap<>();
            Map<String, String> labels = new HashMap<>();
            Map<String, Set<String>> items = new HashMap<>();
            Map<String, String> digests = new HashMap<>();
            Selector choice = new Selector(run, kind, model);
            topic.each(
                    run,
                    features -> {
                        if (choice.takes(features)) {
                            Question question = features.getQuestion();
                            String key = key(question);
                            vectors.putIfAbsent(key, values(features));
                            items.computeIfAbsent(key, k -> new TreeSet<>()).add(question.getItemId());
                            digests.put(features.getModel(), features.getModelDigest());
                            String label = byItem.get(question.getItemId());
                            if (label != null) {
                                labels.putIfAbsent(key, label);
                            }
                        }
                    },
                    (done, total) -> {});
            String only = choice.model();
            return new FeatureSet("run \"" + run + "\"", only, digests.get(only), vectors, labels, items);
        }

        private static String key(Question question) {
            return question.getImage() == null
                    ? question.getItemId()
                    : question.getImage().getSha256();
        }

        private static float[] values(Features features) {
            return FloatBytes.of(features.getDtype()).read(features.getData());
        }

        int size() {
            return vectors.size();
        }

        /** What names the pictures, in the order of {@link #rows}: it depends on nothing but the data. */
        List<String> keys() {
            return vectors.keySet().stream().sorted().toList();
        }

        /** Refuses pictures that lie in both, on which a probe would only remember. */
        void requireApart(FeatureSet other) {
            Set<String> both = new TreeSet<>(vectors.keySet());
            both.retainAll(other.vectors.keySet());
            if (!both.isEmpty()) {
                throw new CommandFailure(both.size() + " of the pictures of " + source + " are in " + other.source
                        + " too (" + both.iterator().next() + "); train on a run of other pictures");
            }
        }

        /**
         * The rows, in the order of the keys.
         *
         * @param classes whose places are the indices
         */
        LabelledFeatures rows(List<String> classes) {
            Map<String, Integer> index = new LinkedHashMap<>();
            classes.forEach(name -> index.putIfAbsent(name, index.size()));
            List<String> keys = keys();
            int dimension = vectors.get(keys.get(0)).length;
            float[] values = new float[Math.multiplyExact(keys.size(), dimension)];
            int[] indices = new int[keys.size()];
            for (int i = 0; i < indices.length; i++) {
                System.arraycopy(vectors.get(keys.get(i)), 0, values, i * dimension, dimension);
                Integer place = index.get(labels.get(keys.get(i)));
                if (place == null) {
                    throw new CommandFailure(source + " has the label \"" + labels.get(keys.get(i))
                            + "\", which is none of the run's classes");
                }
                indices[i] = place;
            }
            return new LabelledFeatures(values, dimension, indices);
        }
    }

    /**
     * @param run whose items test it
     * @param trainRun whose items train it; it must share no picture with run
     * @param features last, mean, position:N or image_embeds
     * @param model whose features; null: the only one that has any
     * @param mlp two layers instead of one
     * @param seed of the initial weights, the order of the rows and the halves
     */
    public record ProbeSettings(
            String run,
            String trainRun,
            String features,
            @Nullable String model,
            boolean mlp,
            int epochs,
            long seed) {

        /** A linear probe by the study's recipe. */
        public static ProbeSettings linear(String run, String trainRun, String features, String model) {
            return new ProbeSettings(run, trainRun, features, model, false, ProbeRecipe.EPOCHS, 1234);
        }

        ProbeSettings of(String model) {
            return new ProbeSettings(run, trainRun, features, model, mlp, epochs, seed);
        }

        String kind() {
            return mlp ? "mlp" : "linear";
        }
    }
}
