package dev.vlmstream.scoring;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.WikiWritten;
import dev.vlmstream.schemas.topics.Deletions;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes events to the topics, as the other services would. */
public final class Pusher implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;
    private final String prefix;

    public Pusher(String bootstrap) {
        this(bootstrap, "");
    }

    /** @param prefix of the installation's topics */
    public Pusher(String bootstrap, String prefix) {
        this.prefix = prefix;
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "compression.type", "lz4");
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    public void push(RunManifest manifest) {
        push(Topic.RUNS, manifest.getRun(), RunManifest.class, manifest);
    }

    public void push(ModelAnnouncement announcement) {
        push(Topic.MODELS, announcement.getModel(), ModelAnnouncement.class, announcement);
    }

    public void push(Reference reference) {
        String key = Keys.runItem(reference.getRun(), reference.getItemId());
        push(Topic.REFERENCES, key, Reference.class, reference);
    }

    public void push(Prediction prediction) {
        String key = Keys.runItem(prediction.getRun(), prediction.getItemId());
        push(Topic.PREDICTIONS, key, Prediction.class, prediction);
    }

    public void push(Verdict verdict) {
        push(Topic.VERDICTS, Keys.runItem(verdict.getRun(), verdict.getItemId()), Verdict.class, verdict);
    }

    public void push(DeadLetter letter) {
        String key = Keys.runItem(letter.getRun(), letter.getItemId());
        push(Topic.DEAD_LETTERS, key, DeadLetter.class, letter);
    }

    public void push(WikiMaking making) {
        push(Topic.WIKIQA_MAKINGS, making.getMaking(), WikiMaking.class, making);
    }

    public void push(WikiWritten written) {
        push(Topic.WIKIQA_WRITTEN, written.getMaking(), WikiWritten.class, written);
    }

    public void push(WikiQuestion answered) {
        push(Topic.WIKIQA_ANSWERED, Keys.wikiQuestion(answered), WikiQuestion.class, answered);
    }

    /** Deletes a run, as the command does. */
    public void delete(RunManifest manifest) {
        push(Deletions.marker(manifest, System.currentTimeMillis()));
        int partitions =
                producer.partitionsFor(Topic.REFERENCES.topicName(prefix)).size();
        for (int partition = 0; partition < partitions; partition++) {
            producer.send(Deletions.notice(prefix, partition, manifest.getRun()));
        }
    }

    /** Bytes in place of an event. */
    public void push(Topic topic, String key, byte[] value) {
        producer.send(new ProducerRecord<>(topic.topicName(prefix), key, value));
    }

    /** A prediction under a key of someone else's choice. */
    public void pushWithKey(String key, Prediction prediction) {
        push(Topic.PREDICTIONS, key, Prediction.class, prediction);
    }

    private <T extends SpecificRecord> void push(Topic topic, String key, Class<T> type, T event) {
        push(topic, key, Wire.of(type).encode(event));
    }

    @Override
    public void close() {
        producer.close();
    }
}
