package dev.vlmstream.schemas.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A service, as {@code services.json} describes it: the one file that says which there are, which launcher, images, topics' rights,
 * chart and compose file read. It lies in the chart, which has to be complete by itself.
 *
 * @param id its name, as in that of its module, its log and its consumer groups: {@code ingest}
 * @param heapMegabytes how much heap it is given on one machine
 * @param reads the topics that it reads
 * @param writes the topics that it writes
 * @param images whether it takes images from the image store
 * @param streams whether Kafka Streams keeps its state in topics that begin with its name
 * @param needsModels whether each of its models is a consumer group; else it is one group, whose replicas share the partitions
 */
public record ServiceKind(
        String id,
        int heapMegabytes,
        Set<Topic> reads,
        Set<Topic> writes,
        boolean images,
        boolean streams,
        boolean needsModels) {
    private static final String FILE = "services.json";
    private static final List<ServiceKind> ALL = read();

    public static final ServiceKind INGEST = of("ingest");
    public static final ServiceKind SCORING = of("scoring");
    public static final ServiceKind EMBED = of("embed");
    public static final ServiceKind DECODE = of("decode");
    public static final ServiceKind JUDGE = of("judge");

    public ServiceKind {
        reads = Set.copyOf(reads);
        writes = Set.copyOf(writes);
    }

    /**
     * All services, in the order in which they start. With the first two the page is there and takes runs, with embed the first
     * answers come; vision-language models and judges take longer, to load and to answer.
     */
    public static List<ServiceKind> all() {
        return ALL;
    }

    public static ServiceKind of(String id) {
        return ALL.stream()
                .filter(kind -> kind.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no service \"" + id + "\""));
    }

    /** All topics that it touches, in their order. */
    public Set<Topic> topics() {
        return TopicUser.of(this).topics();
    }

    /** The runnable jar below the directory that the project lies in. */
    public Path jar(Path home) {
        return home.resolve(id + "-service").resolve("target/quarkus-app/quarkus-run.jar");
    }

    private static List<ServiceKind> read() {
        try (InputStream in = Objects.requireNonNull(ServiceKind.class.getResourceAsStream(FILE), FILE)) {
            List<ServiceKind> all = new ArrayList<>();
            new ObjectMapper()
                    .readTree(in)
                    .properties()
                    .forEach(entry -> all.add(of(entry.getKey(), entry.getValue())));
            return List.copyOf(all);
        } catch (IOException e) {
            throw new UncheckedIOException(FILE, e);
        }
    }

    private static ServiceKind of(String id, JsonNode described) {
        return new ServiceKind(
                id,
                described.required("heapMegabytes").intValue(),
                topics(described.required("reads")),
                topics(described.required("writes")),
                described.path("images").booleanValue(),
                described.path("streams").booleanValue(),
                described.path("models").booleanValue());
    }

    private static Set<Topic> topics(JsonNode names) {
        Set<Topic> topics = EnumSet.noneOf(Topic.class);
        names.forEach(name -> topics.add(Topic.of(name.textValue())));
        return topics;
    }
}
