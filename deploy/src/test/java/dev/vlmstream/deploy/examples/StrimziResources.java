package dev.vlmstream.deploy.examples;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Strimzi's own types, without the lenience of its operators: a field that they do not know is refused. */
final class StrimziResources {
    private static final Map<String, Class<?>> KINDS = Map.of(
            "Kafka", Kafka.class,
            "KafkaNodePool", KafkaNodePool.class,
            "KafkaTopic", KafkaTopic.class,
            "KafkaUser", KafkaUser.class);
    private static final ObjectMapper STRICT = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new NoRest())
            .build();

    private StrimziResources() {}

    /** The resources of a file. */
    static List<JsonNode> trees(Path file) throws IOException {
        return STRICT.readerFor(JsonNode.class)
                .<JsonNode>readValues(Files.readString(file))
                .readAll();
    }

    /** Those of one type. */
    static <T> List<T> read(Path file, Class<T> type) throws IOException {
        List<T> all = new ArrayList<>();
        for (JsonNode tree : trees(file)) {
            Object resource = typed(tree);
            if (type.isInstance(resource)) {
                all.add(type.cast(resource));
            }
        }
        return all;
    }

    /** @throws IOException if it has what Strimzi does not know */
    static Object typed(JsonNode tree) throws IOException {
        String kind = tree.path("kind").asText();
        Class<?> type = KINDS.get(kind);
        if (type == null || !tree.path("apiVersion").asText().equals("kafka.strimzi.io/v1beta2")) {
            throw new IOException("no resource of Strimzi: " + kind);
        }
        return STRICT.treeToValue(tree, type);
    }

    /** Operators keep what they do not know in a map, for versions to come. */
    private static final class NoRest extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }
}
