package dev.vlmstream.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.schemas.topics.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

/** A topology that has given up: the page may answer, liveness does not, so that whoever supervises starts it again. */
class LivenessIT extends OfProcesses {
    @Test
    void aDeadTopologyIsSaidToBe() throws Exception {
        try (ServiceProcess service = start("dying")) {
            service.awaitReady();
            assertThat(service.liveness().body()).contains("RUNNING");
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
}
