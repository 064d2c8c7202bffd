package dev.vlmstream.scoring.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.scoring.Events;
import dev.vlmstream.scoring.OfProcesses;
import dev.vlmstream.scoring.Pusher;
import dev.vlmstream.scoring.ServiceProcess;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A record that three processes died of is set aside by the fourth, which then works on. */
class QuarantineIT extends OfProcesses {
    private static final String RUN = "deadly";

    @Test
    void aRecordThatThreeProcessesDiedOfIsSetAside() throws Exception {
        push();
        for (int death = 0; death < PoisonRecords.ATTEMPTS; death++) {
            dieOfTheFirstPrediction();
        }
        try (ServiceProcess service = start("q")) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(service.get("/api/runs/" + RUN + "/metrics"))
                            .contains("\"complete\":true", "\"answered\":2", "\"failed\":1"));
            assertThat(service.get("/api/dead-letters?run=" + RUN))
                    .contains("\"item\":\"deadly\"", "\"model\":\"m\"", "set aside: 3 times");
            assertThat(service.metrics()).containsPattern("vlmstream_quarantined_records_total\\{[^}]*} 1\\.0");
        }
    }

    private void push() {
        try (Pusher pusher = pusher()) {
            pusher.push(Events.manifest(RUN, "open-world", 3, "m"));
            for (String item : new String[] {"deadly", "1", "2"}) {
                pusher.push(Events.text(RUN, item, "m", "cat"));
                pusher.push(Events.reference(RUN, item, "cat"));
            }
        }
    }

    /** Leaves the file behind that a process leaves which is killed at work on that record. */
    private void dieOfTheFirstPrediction() {
        int partition = new InputTopics(prefix, PARTITIONS).partition(RUN + "/deadly");
        PoisonRecords suspects = PoisonRecords.open(state.resolve("scoring-suspects-q"), PARTITIONS);
        Runnable deadly = () -> {
            throw new OutOfMemoryError("killed");
        };
        assertThatThrownBy(() -> suspects.work(Topic.PREDICTIONS, partition, 0, deadly, () -> {}))
                .isInstanceOf(OutOfMemoryError.class);
    }
}
