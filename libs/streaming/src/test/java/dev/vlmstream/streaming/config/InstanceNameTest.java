package dev.vlmstream.streaming.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class InstanceNameTest {
    @Test
    void aReplicaWithoutANameIsCalledByHostAndPort() {
        assertThat(InstanceName.of("node-1.example", OptionalInt.of(8084))).isEqualTo("node-1.example-8084");
    }

    @Test
    void oneWhosePortIsAnyIsCalledByItsProcess() {
        assertThat(InstanceName.of("node-1", OptionalInt.empty()))
                .isEqualTo("node-1-p" + ProcessHandle.current().pid());
    }

    @Test
    void kafkaTakesWhateverTheHostIsCalled() {
        assertThat(InstanceName.of("häuschen 1", OptionalInt.of(1))).isEqualTo("h-uschen-1-1");
    }

    @Test
    void aNameThatKafkaWouldNotTakeIsRefused() {
        StreamConfig config = TestConfig.of("instance", "a/b");
        assertThatThrownBy(config::instanceName).hasMessageContaining("a/b").hasMessageContaining("vlmstream.instance");
        assertThat(TestConfig.of("instance", "a-1").instanceName()).isEqualTo("a-1");
        assertThat(TestConfig.of().instanceName()).isNotEqualTo("0");
    }
}
