package dev.vlmstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.cluster.ClientSettings;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.cluster.TopicOwner;
import dev.vlmstream.schemas.topics.Names;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.testing.EmbeddedBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class TopicsIT {
    private static final EmbeddedBroker BROKER = EmbeddedBroker.shared();

    private static Invocation topics(String command, String prefix, Object... more) {
        return Invocation.of(Stream.concat(
                        Stream.of("topics", command, "--bootstrap=" + BROKER.bootstrap(), "--topic-prefix=" + prefix),
                        Stream.of(more))
                .toArray());
    }

    @Test
    void whatIsMissingIsSaidThenCreatedThenWell() {
        Invocation missing = topics("check", "new.");
        assertThat(missing.status()).isOne();
        assertThat(missing.out()
                        .lines()
                        .filter(line -> line.contains("is missing; create it: vlmstream topics create")))
                .hasSize(Topic.values().length);
        assertThat(topics("check", "new.", "--service", "embed", "--service", "ingest")
                        .out())
                .contains("new.questions is missing", "new.items is missing")
                .doesNotContain("new.verdicts");
        assertThat(topics("check", "new.", "--service", "embad").err()).contains("--service: no service \"embad\"");
        Invocation created = topics("create", "new.", "--partitions", 3);
        assertThat(created.status()).isZero();
        assertThat(created.out()).contains("created new.references, 3 partitions");
        assertThat(topics("check", "new.").status()).isZero();
        assertThat(topics("create", "new.").out()).contains("all topics exist");
        assertThat(topics("list", "new.").out()).contains("new.items", "16777216", "compact", "ok");
        assertThat(topics("list", "new.", "--json").json())
                .hasSize(Topic.values().length)
                .allMatch(topic -> topic.get("partitions").asInt() == 3);
    }

    @Test
    void whatCostsResultsIsSaidWithTheCommandThatCuresIt() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", BROKER.bootstrap()))) {
            admin.createTopics(List.of(
                            new NewTopic("odd.verdicts", 5, (short) 1),
                            new NewTopic("odd.questions", 2, (short) 1)
                                    .configs(Map.of("max.message.bytes", "1048588", "min.insync.replicas", "2")),
                            new NewTopic("odd.runs", 2, (short) 1).configs(Map.of("cleanup.policy", "delete")),
                            new NewTopic("odd.items", 2, (short) 1)
                                    .configs(Map.of("message.timestamp.type", "CreateTime"))))
                    .all()
                    .get();
        }
        topics("create", "odd.", "--partitions", 2);
        Invocation check = topics("check", "odd.");
        assertThat(check.status()).isOne();
        assertThat(check.out())
                .contains("odd.questions takes records of 1048588 bytes, and may get some of 16777216")
                .contains("--alter --topic odd.questions --add-config max.message.bytes=16777216")
                .contains("odd.questions has 1 replicas and takes nothing with fewer than 2")
                .contains("odd.runs is kept by delete, not by compact")
                .contains("odd.items takes timestamps from the writers' clocks")
                .contains("--alter --topic odd.items --add-config message.timestamp.type=LogAppendTime")
                .contains("odd.verdicts has 5", "need the same number");
    }

    /** The writer's clock is an hour fast. */
    @Test
    void recordsHaveTheDateOfTheBrokerThatTookThem() throws Exception {
        topics("create", "dated.");
        long fast = System.currentTimeMillis() + 3_540_000;
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", BROKER.bootstrap()), new StringSerializer(), new ByteArraySerializer())) {
            for (Topic topic : Topic.values()) {
                producer.send(new ProducerRecord<>(topic.topicName("dated."), null, fast, "key", new byte[1]));
            }
        }
        Cluster cluster = new Cluster(BROKER.bootstrap(), new Names("dated."), ClientSettings.NONE);
        for (Topic topic : Topic.values()) {
            assertThat(BrokerStack.read(cluster, topic)).singleElement().satisfies(record -> {
                assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
                assertThat(record.timestamp()).isLessThan(fast);
            });
        }
    }

    @Test
    void topicsAreReleasedOrDeletedOnlyAfterTheirServicesHaveEnded() throws Exception {
        topics("create", "gone.", "--partitions", 1);
        topics("create", "gone.not.", "--partitions", 1);
        TopicOwner owner = new TopicOwner(new Cluster(BROKER.bootstrap(), new Names("gone."), ClientSettings.NONE));
        owner.claim("lab/rel");
        try (Consumer<byte[], byte[]> member = member("gone.vlmstream-embed-m")) {
            member.subscribe(List.of("gone.questions"));
            member.poll(Duration.ofSeconds(10));
            for (String command : List.of("release", "delete")) {
                assertThat(topics(command, "gone.", "--yes").err())
                        .contains("services are running, as gone.vlmstream-embed-m; stop them first");
            }
        }
        assertThat(topics("release", "gone.").err()).contains("confirm with --yes if there is no terminal");
        assertThat(topics("release", "gone.", "--yes").out()).isEqualTo("released from lab/rel\n");
        assertThat(topics("release", "gone.", "--yes").out()).isEqualTo("the topics belong to no installation\n");
        owner.claim("other/rel");

        assertThat(topics("delete", "gone.").err()).contains("confirm with --yes if there is no terminal");
        assertThat(topics("delete", "gone.", "--yes").out().lines())
                .hasSize(Topic.values().length)
                .contains("deleted gone.items", "deleted gone.installations");
        assertThat(topics("delete", "gone.", "--json", "--yes").json().get("deleted"))
                .isEmpty();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", BROKER.bootstrap()))) {
            assertThat(admin.listTopics().names().get())
                    .filteredOn(name -> name.startsWith("gone."))
                    .hasSize(Topic.values().length)
                    .allMatch(name -> name.startsWith("gone.not."));
            assertThat(admin.listGroups().all().get())
                    .noneMatch(group -> group.groupId().startsWith("gone."));
        }
    }

    private static Consumer<byte[], byte[]> member(String group) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", BROKER.bootstrap(), "group.id", group),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    @Test
    void printsTheRightsOfEachServiceWithoutAskingACluster() {
        Invocation acls = Invocation.of(
                "topics", "acls", "--bootstrap", "nowhere:1", "--topic-prefix", "a.", "--user", "decode=User:gpu");
        assertThat(acls.status()).isZero();
        assertThat(acls.out())
                .contains("'User:gpu'", "'User:vlmstream-ingest'", "--topic a.vlmstream-scoring")
                .doesNotContain("User:vlmstream-decode");
        assertThat(Invocation.of("topics", "acls", "--bootstrap", "x:1", "--user", "page=User:x")
                        .err())
                .contains("--user page=…");
    }
}
