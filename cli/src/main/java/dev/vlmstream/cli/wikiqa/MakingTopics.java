package dev.vlmstream.cli.wikiqa;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.stack.TopicReader;
import dev.vlmstream.evaluation.Sha256;
import dev.vlmstream.evaluation.wikiqa.ClassArticles;
import dev.vlmstream.schemas.WikiClass;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Writes what is to be made to its topics; safe to repeat. */
public final class MakingTopics {
    private static final Wire<WikiMaking> MAKINGS = Wire.of(WikiMaking.class);
    private static final Wire<WikiClass> CLASSES = Wire.of(WikiClass.class);

    private final TopicReader topics;
    private final Cluster cluster;

    public MakingTopics(TopicReader topics) {
        this.topics = topics;
        this.cluster = topics.cluster();
    }

    Optional<WikiMaking> find(String name) {
        return TopicReader.newest(topics.rows(Topic.WIKIQA_MAKINGS, WikiMaking.class, WikiMaking::getMaking), name);
    }

    /**
     * Begins it, or brings what it lacks where it was begun.
     *
     * @return as it was begun
     * @throws CommandFailure if there is another of the same name, or Kafka does not take it
     */
    public WikiMaking begin(MakingPlan plan) {
        Optional<WikiMaking> there = find(plan.making().getMaking());
        there.ifPresent(plan::requireSame);
        WikiMaking making = there.orElse(plan.making());
        if (making.getStopped()) {
            throw new CommandFailure("the making \"" + making.getMaking()
                    + "\" was stopped; give it another --name: nothing already answered is asked, or paid for, again");
        }
        if (making.getFinishedAt() != null) {
            return making;
        }
        Set<Integer> sent = there.isPresent() ? sent(making.getMaking()) : Set.of();
        try (KafkaProducer<String, byte[]> producer = producer()) {
            if (there.isEmpty()) {
                // Whoever reads an article looks for its making.
                confirmed(send(producer, Topic.WIKIQA_MAKINGS, making.getMaking(), MAKINGS, making));
            }
            List<Future<RecordMetadata>> classes = new ArrayList<>();
            for (int i = 0; i < plan.classes().size(); i++) {
                if (!sent.contains(i)) {
                    ClassArticles one = plan.classes().get(i);
                    WikiClass event = WikiClass.newBuilder()
                            .setMaking(making.getMaking())
                            .setIndex(i)
                            .setName(one.name())
                            .setArticles(one.articles())
                            .build();
                    classes.add(send(
                            producer, Topic.WIKIQA_ARTICLES, Keys.wikiClass(making.getMaking(), i), CLASSES, event));
                }
            }
            classes.forEach(this::confirmed);
        } catch (KafkaException e) {
            throw new CommandFailure(cluster.explain(e).getMessage() + "; the same command continues with it", e);
        }
        return making;
    }

    /** Notes that its dataset is written: no service waits for it any more. */
    public void finish(WikiMaking making) {
        end(making, false);
    }

    /**
     * Stops it: services ask nothing more for it.
     *
     * @throws CommandFailure if there is none of that name
     */
    public WikiMaking stop(String name) {
        WikiMaking making = find(name)
                .orElseThrow(() -> new CommandFailure("no making \"" + name + "\" was begun; --name says which"));
        if (making.getFinishedAt() == null) {
            end(making, true);
        }
        return making;
    }

    private void end(WikiMaking making, boolean stopped) {
        WikiMaking finished = WikiMaking.newBuilder(making)
                .setFinishedAt(System.currentTimeMillis())
                .setStopped(stopped)
                .build();
        try (KafkaProducer<String, byte[]> producer = producer()) {
            confirmed(send(producer, Topic.WIKIQA_MAKINGS, making.getMaking(), MAKINGS, finished));
        } catch (KafkaException e) {
            throw cluster.explain(e);
        }
    }

    private Set<Integer> sent(String making) {
        Set<Integer> sent = new HashSet<>();
        topics.each(Topic.WIKIQA_ARTICLES, record -> {
            WikiClass one = CLASSES.decode(record.value());
            if (one.getMaking().equals(making)) {
                sent.add(one.getIndex());
            }
        });
        return sent;
    }

    private <T extends SpecificRecord> Future<RecordMetadata> send(
            KafkaProducer<String, byte[]> producer, Topic topic, String key, Wire<T> wire, T event) {
        return producer.send(new ProducerRecord<>(cluster.name(topic), key, wire.encode(event)));
    }

    private void confirmed(Future<RecordMetadata> sent) {
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw new CommandFailure(
                    cluster.explain(e.getCause()).getMessage() + "; the same command continues with it", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted; the same command continues with it");
        }
    }

    private KafkaProducer<String, byte[]> producer() {
        return cluster.producer(new StringSerializer(), Map.of(ProducerConfig.LINGER_MS_CONFIG, 10));
    }

    /** What is to be made of which articles. */
    public record MakingPlan(WikiMaking making, List<ClassArticles> classes) {

        /**
         * @param questions that are asked for of each class
         * @param tries how often at most
         * @param budget USD; null: no limit
         */
        public static MakingPlan of(
                String name,
                String writer,
                String answerer,
                long seed,
                int questions,
                int tries,
                @Nullable Double budget,
                List<ClassArticles> classes) {
            return new MakingPlan(
                    WikiMaking.newBuilder()
                            .setMaking(name)
                            .setWriter(writer)
                            .setAnswerer(answerer)
                            .setClasses(
                                    classes.stream().map(ClassArticles::name).toList())
                            .setArticles(Sha256.of(Json.line(classes)))
                            .setSeed(seed)
                            .setQuestions(questions)
                            .setTries(tries)
                            .setBudget(budget)
                            .setSoftwareVersion(Installation.version())
                            .setCreatedAt(System.currentTimeMillis())
                            .build(),
                    classes);
        }

        /** @throws CommandFailure if there is another of the same name; says what differs */
        void requireSame(WikiMaking there) {
            Map<String, Object> wanted = values(making);
            Map<String, Object> known = values(there);
            wanted.forEach((what, value) -> {
                if (!Objects.equals(value, known.get(what))) {
                    throw new CommandFailure("making \"" + making.getMaking() + "\" already exists with other " + what
                            + "; choose another --name (answers that exist cost nothing), or give the same"
                            + " again");
                }
            });
        }

        private static Map<String, Object> values(WikiMaking making) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("--model", making.getWriter());
            values.put("--filter-model", making.getAnswerer());
            values.put("classes", making.getClasses());
            values.put("articles", making.getArticles());
            values.put("--seed", making.getSeed());
            values.put("--questions", making.getQuestions());
            values.put("--tries", making.getTries());
            values.put("--budget", making.getBudget());
            return values;
        }
    }
}
