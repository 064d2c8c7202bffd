package dev.vlmstream.deploy.examples;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vlmstream.deploy.ManifestSchemas;
import io.fabric8.kubernetes.api.model.apps.Deployment;
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

/** Strimzi's own types and Kubernetes' as its client has them, without their lenience: a field that they do not know is refused. */
final class TypedResources {
    private static final String STRIMZI = "kafka.strimzi.io/v1beta2/";
    private static final Map<String, Class<?>> KINDS = Map.of(
            STRIMZI + "Kafka",
            Kafka.class,
            STRIMZI + "KafkaNodePool",
            KafkaNodePool.class,
            STRIMZI + "KafkaTopic",
            KafkaTopic.class,
            STRIMZI + "KafkaUser",
            KafkaUser.class,
            "apps/v1/Deployment",
            Deployment.class);
    private static final ObjectMapper STRICT = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new NoRest())
            .build();

    private TypedResources() {}

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

    /** @throws IOException if it has what its type does not know */
    static Object typed(JsonNode tree) throws IOException {
        String kind = ManifestSchemas.kind(tree);
        Class<?> type = KINDS.get(kind);
        if (type == null) {
            throw new IOException("no type for " + kind);
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
