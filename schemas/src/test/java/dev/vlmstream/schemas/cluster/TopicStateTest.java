package dev.vlmstream.schemas.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.topics.Topic;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicStateTest {
    private static List<String> problems(Topic topic, String policy) {
        return new TopicState(topic, "eval-" + topic.topicName(), 4, 2, Map.of("cleanup.policy", policy))
                .problems("broker:9092");
    }

    /** The broker's own command takes a value with a comma in brackets alone. */
    @Test
    void storedAnswersThatNeverExpireAreToldWithTheCommandThatLetsThem() {
        assertThat(problems(Topic.REMOTE_ANSWERS, "compact"))
                .containsExactly("eval-remote-answers is kept by compact, not by compact,delete; kafka-configs"
                        + " --bootstrap-server broker:9092 --alter --topic eval-remote-answers --add-config"
                        + " cleanup.policy=[compact,delete],retention.ms=7776000000");
        assertThat(problems(Topic.REMOTE_ANSWERS, "compact,delete")).isEmpty();
        assertThat(problems(Topic.REMOTE_SPENDING, "delete"))
                .singleElement()
                .asString()
                .endsWith(" --add-config cleanup.policy=compact");
    }
}
