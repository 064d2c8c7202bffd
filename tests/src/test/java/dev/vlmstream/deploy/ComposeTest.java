package dev.vlmstream.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The compose file has the services that services.json gives an entry {@code compose}; {@code -Ddocs.write=true} writes them again. */
class ComposeTest {
    private static final Path FILE = Path.of("..", "deploy", "compose.yaml");
    private static final String MARK = "services.json from here on.\n";

    @Test
    void itsServicesAreThoseDescribed() throws IOException {
        String page = Files.readString(FILE);
        StringBuilder text = new StringBuilder(page.substring(0, page.indexOf(MARK) + MARK.length()));
        StringBuilder volumes = new StringBuilder("\nvolumes:\n  kafka:\n  images:\n");
        ObjectMapper json = new ObjectMapper();
        for (Map.Entry<String, JsonNode> service :
                json.readTree(ServicesTest.FILE.toFile()).properties()) {
            if (service.getValue().has("compose")) {
                text.append(service(service.getKey(), service.getValue()));
                volumes.append("  ").append(service.getKey()).append(":\n");
            }
        }
        WrittenFile.check(FILE, text.append(volumes).toString(), ComposeTest.class);
    }

    private static String service(String name, JsonNode described) {
        JsonNode compose = described.get("compose");
        StringBuilder text = new StringBuilder();
        text.append("\n  ").append(name).append(":\n    <<: *service\n    image: ${VLMSTREAM_IMAGES:-vlmstream-}");
        text.append(name).append(":${VLMSTREAM_TAG:-").append(System.getProperty("project.version"));
        text.append("}\n    environment:\n      <<: *environment\n      VLMSTREAM_INSTANCE: ");
        text.append(name).append("-0\n");
        compose.path("environment")
                .properties()
                .forEach(variable -> text.append("      " + variable.getKey() + ": " + variable.getValue() + "\n"));
        compose.properties().stream()
                .filter(entry -> !entry.getKey().equals("environment"))
                .forEach(entry -> text.append("    " + entry.getKey() + ": " + entry.getValue() + "\n"));
        text.append("    volumes:\n");
        if (described.has("models")) {
            text.append("      - \"${VLMSTREAM_MODELS_DIR:-../demo/models}:/models:ro\"\n");
        }
        text.append("      - \"").append(name).append(":/var/lib/vlmstream\"\n");
        return text.append("      - \"images:/var/lib/images\"\n").toString();
    }
}
