package dev.vlmstream.deploy.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vlmstream.schemas.services.Right;
import dev.vlmstream.schemas.services.Rights;
import dev.vlmstream.schemas.services.TopicUser;
import dev.vlmstream.schemas.topics.Names;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Topics and users, as Strimzi's operators are told, made of what the code says of them. */
final class StrimziFiles {
    static final int PARTITIONS = 12;
    private static final int REPLICAS = 3;
    private static final String CLUSTER = "kafka";
    private static final String WRITTEN =
            "# Written by StrimziExampleTest from the code's own list; see docs/operations.md.\n";
    private static final Names NAMES = new Names("");
    private static final ObjectMapper YAML = new YAMLMapper(YAMLMapper.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build());

    private StrimziFiles() {}

    static String topics() throws IOException {
        return text(Stream.of(Topic.values()).map(StrimziFiles::topic).toList());
    }

    /** A user for each service, and one for people: a copy under another name for each of them. */
    static String users() throws IOException {
        return text(TopicUser.all().stream().map(StrimziFiles::user).toList());
    }

    private static String text(List<Map<String, Object>> resources) throws IOException {
        StringBuilder text = new StringBuilder(WRITTEN);
        for (Map<String, Object> resource : resources) {
            text.append(YAML.writeValueAsString(resource));
        }
        return text.toString();
    }

    private static Map<String, Object> topic(Topic topic) {
        Map<String, Object> config = new TreeMap<>(topic.settings(REPLICAS >= Topic.REPLICATED));
        return resource(
                "KafkaTopic",
                NAMES.topic(topic),
                ordered("partitions", PARTITIONS, "replicas", REPLICAS, "config", config));
    }

    private static Map<String, Object> user(TopicUser user) {
        List<Map<String, Object>> acls =
                new Rights(NAMES).of(user).stream().map(StrimziFiles::acl).toList();
        return resource(
                "KafkaUser",
                NAMES.group(user.id()),
                ordered(
                        "authentication",
                        Map.of("type", "scram-sha-512"),
                        "authorization",
                        ordered("type", "simple", "acls", acls)));
    }

    private static Map<String, Object> acl(Right right) {
        String type =
                switch (right.resource()) {
                    case TOPIC -> "topic";
                    case GROUP -> "group";
                    case TRANSACTIONAL_ID -> "transactionalId";
                };
        return ordered(
                "resource",
                ordered("type", type, "name", right.name(), "patternType", right.prefixed() ? "prefix" : "literal"),
                "operations",
                right.operations());
    }

    private static Map<String, Object> resource(String kind, String name, Map<String, Object> spec) {
        return ordered(
                "apiVersion",
                "kafka.strimzi.io/v1beta2",
                "kind",
                kind,
                "metadata",
                ordered("name", name, "labels", Map.of("strimzi.io/cluster", CLUSTER)),
                "spec",
                spec);
    }

    /** Keys and values in turn. */
    private static Map<String, Object> ordered(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put(entries[i].toString(), entries[i + 1]);
        }
        return map;
    }
}
