package dev.vlmstream.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.schemas.topics.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

/** A topology that has given up: the page may answer, liveness does not, so that whoever supervises starts it again. */
class LivenessIT extends OfProcesses {
    @Test
    void aDeadTopologyIsSaidToBe() throws Exception {
        try (ServiceProcess service = start("dying")) {
            service.awaitReady();
            // Its threads may still share the partitions out among themselves once more.
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(service.liveness().body()).contains("RUNNING"));
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
                admin.deleteTopics(List.of(Topic.PREDICTIONS.topicName(prefix)))
                        .all()
                        .get();
            }

            await().atMost(Duration.ofSeconds(120))
                    .until(() -> service.liveness().statusCode() == 503);
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(
                            () -> assertThat(service.liveness().body()).contains("its threads died, the last one of"));
            assertThat(service.answer("/api/runs").statusCode()).isEqualTo(200);
        }
    }

    /** As somebody does who wants more parallel models, and has read that a topic can be given partitions. */
    @Test
    void topicsThatNoLongerFitTogetherAreWhyItIsNotReady() throws Exception {
        String predictions = Topic.PREDICTIONS.topicName(prefix);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.createPartitions(Map.of(predictions, NewPartitions.increaseTo(PARTITIONS + 2)))
                    .all()
                    .get();
            // While the broker is busy creating topics, new partitions show up only seconds later.
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> admin.describeTopics(List.of(predictions))
                                    .allTopicNames()
                                    .get()
                                    .get(predictions)
                                    .partitions()
                                    .size()
                            == PARTITIONS + 2);
            try (ServiceProcess service = start("waiting")) {
                await().atMost(Duration.ofMinutes(2))
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(service.readiness().body())
                                .contains(
                                        "cannot start yet: topics {",
                                        predictions + "=6",
                                        "must have the same number of partitions"));
                admin.deleteTopics(List.of(predictions)).all().get();
                await().atMost(Duration.ofMinutes(1))
                        .ignoreExceptions()
                        .untilAsserted(
                                () -> admin.createTopics(List.of(new NewTopic(predictions, PARTITIONS, (short) 1)))
                                        .all()
                                        .get());
                service.awaitReady();
            }
        }
    }
}
