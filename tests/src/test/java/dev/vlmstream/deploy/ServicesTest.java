package dev.vlmstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The services of services.json are the modules that there are, and scripts that read it by lines see the same. */
class ServicesTest {
    static final Path FILE = Chart.DIRECTORY.resolve("services.json");

    private static final Path HOME = Path.of("..");

    @Test
    void eachIsAModule() throws IOException {
        List<String> modules = new ArrayList<>();
        try (Stream<Path> poms = Files.find(HOME, 2, (path, is) -> path.endsWith("pom.xml"))) {
            poms.map(pom -> pom.getParent().getFileName().toString())
                    .filter(module -> module.endsWith("-service"))
                    .forEach(module -> modules.add(module.replace("-service", "")));
        }
        assertThat(names()).containsExactlyInAnyOrderElementsOf(modules);
        assertThat(found("pom.xml", "<module>(.+)-service</module>")).containsExactlyInAnyOrderElementsOf(modules);
    }

    @Test
    void eachIsBuiltBeforeTheTestsThatStartIt() throws IOException {
        assertThat(found("tests/pom.xml", "<artifactId>vlmstream-(.+)-service</artifactId>"))
                .containsExactlyInAnyOrderElementsOf(names());
    }

    @Test
    void eachKnowsItsName() throws IOException {
        for (String name : names()) {
            String properties = name + "-service/src/main/resources/application.properties";
            assertThat(found(properties, "quarkus\\.application\\.name=(?:vlmstream-)?(.+)"))
                    .containsExactly(name);
        }
    }

    @Test
    void linesSayWhatTheFileSays() throws IOException {
        String file = HOME.relativize(FILE).toString();
        assertThat(found(file, "\n  \"(.+)\":")).isEqualTo(names());
        assertThat(found(file, "\n    \"(models)\": "))
                .hasSameSizeAs(ServiceKind.all().stream()
                        .filter(ServiceKind::needsModels)
                        .toList());
    }

    /** It may start as the first of its installation, or find that its topics are another's. */
    @Test
    void eachMayClaimItsTopics() {
        assertThat(ServiceKind.all()).allSatisfy(kind -> {
            assertThat(kind.reads()).contains(Topic.INSTALLATIONS);
            assertThat(kind.writes()).contains(Topic.INSTALLATIONS);
        });
    }

    @Test
    void nothingIsSaidThatNobodyReads() throws IOException {
        for (JsonNode service : new ObjectMapper().readTree(FILE.toFile())) {
            assertThat(service.fieldNames())
                    .toIterable()
                    .isSubsetOf(
                            "does",
                            "heapMegabytes",
                            "reads",
                            "writes",
                            "http",
                            "images",
                            "streams",
                            "models",
                            "values",
                            "compose");
        }
    }

    private static List<String> names() {
        return ServiceKind.all().stream().map(ServiceKind::id).toList();
    }

    /** What a file has in place of the pattern's group. */
    private static List<String> found(String file, String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(HOME.resolve(file)))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
