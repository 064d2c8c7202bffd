package dev.vlmstream.schemas.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a service's user must be allowed, and no more, as commands of Kafka's {@code kafka-acls}. */
public final class Rights {
    private final Names names;
    private final String kafkaAcls;

    /** @param bootstrap where the rights are to be given */
    public Rights(Names names, String bootstrap) {
        this.names = names;
        this.kafkaAcls = "kafka-acls --bootstrap-server " + bootstrap + " --add";
    }

    /**
     * The commands, one a line.
     *
     * @param principal as Kafka has it, e.g. {@code User:vlmstream-ingest}
     */
    public List<String> of(TopicUser user, String principal) {
        String head = kafkaAcls + " --allow-principal '" + principal + "'";
        List<String> lines = new ArrayList<>();
        for (Topic topic : user.topics()) {
            lines.add(head + operations(user, topic) + " --topic " + names.topic(topic));
        }
        String own = names.group(
                user == TopicUser.EMBED || user == TopicUser.DECODE || user == TopicUser.JUDGE
                        ? user.id() + "-"
                        : user.id());
        String prefixed = " --resource-pattern-type prefixed";
        if (user != TopicUser.CLI) {
            lines.add(head + " --operation Read" + prefixed + " --group " + own);
        }
        if (user == TopicUser.SCORING) {
            // Kafka Streams keeps its state in topics of its own.
            lines.add(head + " --operation Create --operation Read --operation Write --operation DescribeConfigs"
                    + prefixed + " --topic " + own);
        }
        lines.add(head + " --operation Describe --operation Write" + prefixed + " --transactional-id " + own);
        return lines;
    }

    private static String operations(TopicUser user, Topic topic) {
        StringBuilder operations = new StringBuilder();
        Set<Topic> reads = user.reads();
        if (reads.contains(topic)) {
            operations.append(" --operation Read");
        }
        if (user.writes().contains(topic)) {
            operations.append(" --operation Write");
        }
        return operations.append(" --operation DescribeConfigs").toString();
    }
}
