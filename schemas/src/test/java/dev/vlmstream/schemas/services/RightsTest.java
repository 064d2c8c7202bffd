package dev.vlmstream.schemas.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.topics.Names;
import dev.vlmstream.schemas.topics.Topic;
import java.util.List;
import org.junit.jupiter.api.Test;

class RightsTest {
    private final Rights rights = new Rights(new Names("team-a."));

    @Test
    void noServiceThatAsksModelsMayTouchReferences() {
        List<ServiceKind> asking =
                ServiceKind.all().stream().filter(ServiceKind::needsModels).toList();
        assertThat(asking)
                .contains(ServiceKind.EMBED, ServiceKind.DECODE, ServiceKind.JUDGE)
                .allSatisfy(service -> {
                    assertThat(service.topics()).doesNotContain(Topic.REFERENCES, Topic.ITEMS);
                    assertThat(commands(service, "User:x")).noneMatch(line -> line.contains("references"));
                });
    }

    @Test
    void ingestMayReadWhatItWritesAgainAndNoMore() {
        String head = "kafka-acls --bootstrap-server kafka.example:9093 --add --allow-principal 'User:in'";
        assertThat(commands(ServiceKind.INGEST, "User:in"))
                .contains(
                        head + " --operation Read --operation Write --operation DescribeConfigs --topic team-a.items",
                        head
                                + " --operation Read --operation Write --operation DescribeConfigs --topic team-a.questions",
                        head + " --operation Write --operation DescribeConfigs --topic team-a.references",
                        head + " --operation Read --operation Write --operation DescribeConfigs --topic team-a.runs",
                        head + " --operation Read --resource-pattern-type prefixed --group team-a.vlmstream-ingest",
                        head + " --operation Describe --operation Write --resource-pattern-type prefixed"
                                + " --transactional-id team-a.vlmstream-ingest")
                .noneMatch(line -> line.contains("predictions"))
                .noneMatch(line -> line.contains("Create"));
    }

    @Test
    void scoringAloneMayCreateAndOnlyWhatBeginsWithItsName() {
        assertThat(commands(ServiceKind.SCORING, "User:s"))
                .filteredOn(line -> line.contains("Create"))
                .singleElement()
                .asString()
                .endsWith("--resource-pattern-type prefixed --topic team-a.vlmstream-scoring");
    }

    @Test
    void everyTopicIsWrittenByAServiceAndReadByOne() {
        for (Topic topic : Topic.values()) {
            assertThat(TopicUser.all()).anyMatch(user -> user.writes().contains(topic));
            assertThat(TopicUser.all()).anyMatch(user -> user.reads().contains(topic));
        }
    }

    private List<String> commands(ServiceKind service, String principal) {
        return commands(TopicUser.of(service), principal);
    }

    private List<String> commands(TopicUser user, String principal) {
        return rights.of(user).stream()
                .map(right -> right.command("kafka.example:9093", principal))
                .toList();
    }
}
