package dev.vlmstream.cli.probe;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.export.FeatureTopic;
import dev.vlmstream.cli.probe.TrainedProbe.ProbeSettings;
import dev.vlmstream.cli.push.RunRegistry;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.probe.ProbeModel;
import dev.vlmstream.evaluation.probe.RankedLogit;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Writes the predictions of probes as a run of its own, over the items that tested them: scoring, comparisons
 * and exports then treat a probe as any other model. No question is written. Doing it again does no harm: scoring counts
 * each (run, item, model) once. Of two at once under one id the first is the run: who begins ends the other's transaction, and
 * then finds what it had committed.
 */
public final class ProbePublisher {
    /** The tag that names the run whose items trained them. */
    public static final String TRAINED_ON = "trained-on";

    private final Target target;
    private final Wire<Prediction> predictions = Wire.of(Prediction.class);
    private final Wire<Reference> references = Wire.of(Reference.class);

    public ProbePublisher(Target target) {
        this.target = target;
    }

    /**
     * Publishes probes that were tested on one run.
     *
     * @return how many predictions were written
     * @throws CommandFailure if the run's id is another run's, or Kafka does not take it
     */
    public long publish(List<TrainedProbe> probes, String id) {
        RunManifest manifest = manifest(probes, Keys.requireRun(id));
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        addReferences(records, probes, id);
        int before = records.size();
        probes.forEach(probe -> addPredictions(records, probe, id));
        send(manifest, records);
        return records.size() - before;
    }

    private static void requireSame(RunManifest there, RunManifest expected) {
        RunRegistry.requireSame(there, expected);
        for (String tag : List.of(ProbeModel.TAG, TRAINED_ON)) {
            if (!expected.getTags().get(tag).equals(there.getTags().get(tag))) {
                throw new CommandFailure(
                        "run \"" + there.getRun() + "\" exists with other settings: its " + tag + " is "
                                + there.getTags().get(tag) + ", not "
                                + expected.getTags().get(tag) + "; choose another --run");
            }
        }
    }

    private static RunManifest manifest(List<TrainedProbe> probes, String id) {
        TrainedProbe first = probes.get(0);
        Map<String, String> tags = new TreeMap<>(Map.of(
                ProbeModel.TAG,
                first.settings().run(),
                TRAINED_ON,
                first.settings().trainRun()));
        return RunManifest.newBuilder()
                .setRun(id)
                .setDataset(first.manifest().getDataset())
                .setSplit(first.manifest().getSplit())
                .setTask(Task.SUPERVISED.id())
                .setPrompt(first.manifest().getPrompt())
                .setPromptStyle(first.manifest().getPromptStyle())
                .setClasses(first.manifest().getClasses())
                .setSeed(first.settings().seed())
                .setModels(probes.stream()
                        .flatMap(probe -> List.of(crossFitted(probe), bestEpoch(probe)).stream())
                        .toList())
                .setItems((long) items(probes).size())
                .setTags(tags)
                .setSoftwareVersion(Installation.version())
                .setCreatedAt(System.currentTimeMillis())
                .build();
    }

    /** The probe at epochs that other test items chose. */
    static String crossFitted(TrainedProbe probe) {
        return model(probe, false);
    }

    /** The probe at the epoch that these very test items chose. */
    static String bestEpoch(TrainedProbe probe) {
        return model(probe, true);
    }

    private static String model(TrainedProbe probe, boolean isBestEpoch) {
        ProbeSettings settings = probe.settings();
        return new ProbeModel(settings.model(), settings.mlp(), settings.features(), isBestEpoch).name();
    }

    private static Set<String> items(List<TrainedProbe> probes) {
        Set<String> items = new HashSet<>();
        probes.forEach(probe -> probe.test().items().values().forEach(items::addAll));
        return items;
    }

    private void addReferences(List<ProducerRecord<String, byte[]>> to, List<TrainedProbe> probes, String id) {
        Set<String> expected = items(probes);
        String from = probes.get(0).settings().run();
        new FeatureTopic(target.topics()).eachReference(from, reference -> {
            if (expected.remove(reference.getItemId())) {
                reference.setRun(id);
                to.add(record(Topic.REFERENCES, Keys.runItem(id, reference.getItemId()), references.encode(reference)));
            }
        });
    }

    private void addPredictions(List<ProducerRecord<String, byte[]>> to, TrainedProbe probe, String id) {
        String digest = probe.digest();
        List<String> keys = probe.test().keys();
        for (int row = 0; row < keys.size(); row++) {
            List<RankedLogit> chosen = probe.result().crossFittedRankings().get(row);
            List<RankedLogit> best = probe.result().rankings().get(row);
            for (String item : probe.test().items().get(keys.get(row))) {
                to.add(prediction(probe, id, item, crossFitted(probe), "epoch chosen on other items", digest, chosen));
                to.add(prediction(probe, id, item, bestEpoch(probe), "epoch chosen on these items", digest, best));
            }
        }
    }

    private ProducerRecord<String, byte[]> prediction(
            TrainedProbe probe,
            String run,
            String item,
            String model,
            String epoch,
            String digest,
            List<RankedLogit> ranking) {
        Prediction prediction = Prediction.newBuilder()
                .setRun(run)
                .setItemId(item)
                .setModel(model)
                .setModelDigest(digest)
                .setTask(Task.SUPERVISED.id())
                .setRanking(ranking.stream().map(place -> ranked(probe, place)).toList())
                .setDecoding(probe.describe() + ", " + epoch)
                .setSeconds(0)
                .setSoftwareVersion(Installation.version())
                .setPredictedAt(System.currentTimeMillis())
                .build();
        return record(Topic.PREDICTIONS, Keys.runItem(run, item), predictions.encode(prediction));
    }

    private static RankedClass ranked(TrainedProbe probe, RankedLogit place) {
        String name = probe.classes().get(place.classIndex());
        return new RankedClass(name, probe.manifest().getClasses().indexOf(name), place.logit());
    }

    private ProducerRecord<String, byte[]> record(Topic topic, String key, byte[] value) {
        return new ProducerRecord<>(target.cluster().name(topic), key, value);
    }

    /** All or nothing. */
    private void send(RunManifest manifest, List<ProducerRecord<String, byte[]>> records) {
        String run = manifest.getRun();
        try (KafkaProducer<String, byte[]> producer = target.producer(run)) {
            producer.initTransactions();
            Optional<RunManifest> there = new RunRegistry(target.topics()).find(run);
            there.ifPresent(existing -> requireSame(existing, manifest));
            producer.beginTransaction();
            if (there.isEmpty()) {
                producer.send(record(Topic.RUNS, run, Wire.of(RunManifest.class).encode(manifest)));
            }
            records.forEach(producer::send);
            producer.commitTransaction();
        } catch (KafkaException e) {
            throw new CommandFailure(
                    target.cluster().explain(e).getMessage()
                            + "; nothing of the probe's predictions is written: the same command writes them",
                    e);
        }
    }
}
