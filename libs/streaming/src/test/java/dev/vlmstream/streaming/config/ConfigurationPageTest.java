package dev.vlmstream.streaming.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigMappings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The tables of docs/configuration.md are made of the declarations and of the services' properties; {@code -Ddocs.write=true}
 * writes them.
 */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("../../docs/configuration.md");
    private static final Path CHART = Path.of("../../deploy/helm/vlmstream/settings.json");

    /** Of Quarkus' settings those that every installation has to do with. */
    private static final String[][] QUARKUS = {
        {"quarkus.http.host", "The address that page and REST listen on."},
        {"quarkus.http.port", "The port of page and REST."},
        {"quarkus.management.host", "The address that health and metrics listen on."},
        {"quarkus.management.port", "The port of health and metrics."},
        {
            "quarkus.log.level",
            "The least severe level that is logged: `ERROR`, `WARN`, `INFO` (Quarkus' default), `DEBUG`."
        },
        {"quarkus.log.console.json.enabled", "Whether each log line is a JSON object."},
    };

    @Test
    void theTablesAreTheDeclarationsAndTheServicesProperties() throws IOException {
        String page = Files.readString(PAGE);
        String current = with("quarkus", quarkus(), with("settings", settings(), page));
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, current);
        }
        assertThat(Files.readString(PAGE))
                .as("%s is not of StreamConfig; write it with -Dtest=ConfigurationPageTest -Ddocs.write=true", PAGE)
                .isEqualTo(current);
    }

    /** The chart refuses what no service would take, before anything is installed. */
    @Test
    void theChartKnowsTheKeysAndWhatTheyTake() throws IOException {
        String current = DeclaredSetting.all().stream()
                .map(setting -> "  \"" + setting.key() + (setting.variable().isPresent() ? "" : ".") + "\": \""
                        + pattern(setting.type()).replace("\\", "\\\\") + "\"")
                .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(CHART, current);
        }
        assertThat(Files.readString(CHART))
                .as("%s is not of StreamConfig; write it with -Dtest=ConfigurationPageTest -Ddocs.write=true", CHART)
                .isEqualTo(current);
    }

    @Test
    void theKeysAreTheOnesThatServicesTake() throws IOException {
        Map<String, ?> taken = ConfigMappings.getProperties(ConfigMappings.ConfigClass.configClass(StreamConfig.class));

        assertThat(DeclaredSetting.all())
                .extracting(setting -> setting.key() + (setting.variable().isPresent() ? "" : ".*"))
                .containsExactlyInAnyOrderElementsOf(taken.keySet().stream()
                        .map(key -> key.replace("[*]", ""))
                        .collect(Collectors.toSet()));
    }

    private static String with(String table, String content, String page) {
        int from = page.indexOf('\n', page.indexOf("<!-- " + table + " -->")) + 1;
        int to = page.indexOf("<!-- /" + table + " -->");
        return page.substring(0, from) + content + page.substring(to);
    }

    private static String settings() throws IOException {
        StringBuilder table = new StringBuilder("| key | default, else what it takes | meaning |\n|---|---|---|\n");
        ShippedProperties shipped = ShippedProperties.read();
        for (DeclaredSetting setting : DeclaredSetting.all()) {
            String key = setting.variable().isPresent() ? setting.key() : setting.key() + ".\"NAME\"";
            table.append(row(
                    code(key),
                    shipped.standard(setting.key(), setting.standard()).orElseGet(() -> takes(setting.type())),
                    setting.meaning().replaceAll("docs/([a-z-]+\\.md)", "[$1]($1)")));
        }
        return table.toString();
    }

    private static String quarkus() throws IOException {
        StringBuilder table = new StringBuilder("| key | default | meaning |\n|---|---|---|\n");
        ShippedProperties shipped = ShippedProperties.read();
        for (String[] setting : QUARKUS) {
            table.append(row(
                    code(setting[0]),
                    shipped.standard(setting[0], Optional.empty()).orElse("–"),
                    setting[1]));
        }
        return table.toString();
    }

    private static String code(String key) {
        return "`" + key + "`";
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    /** What a value of a type looks like, at least. */
    private static String pattern(String type) {
        if (type.startsWith("Optional<")) {
            return pattern(argument(type));
        }
        return switch (type) {
            case "boolean" -> "^(true|false)$";
            case "int", "long", "Short", "OptionalInt", "OptionalLong" -> "^-?[0-9]+$";
            case "double" -> "^-?[0-9.]+([eE][-+]?[0-9]+)?$";
            case "Duration" -> "^(P.+|p.+|[0-9.]+(ms|[smhdSMHD])?)$";
            default -> "";
        };
    }

    /** A type in the words of who writes a file of properties. */
    private static String takes(String type) {
        if (type.startsWith("Optional<")) {
            return takes(argument(type));
        }
        if (type.startsWith("List<")) {
            return "list of " + takes(argument(type)) + "s";
        }
        return switch (type) {
            case "boolean" -> "boolean";
            case "int", "long", "Short", "OptionalInt", "OptionalLong" -> "integer";
            case "double" -> "number";
            case "String" -> "text";
            case "Path", "Duration" -> type.toLowerCase(Locale.ROOT);
            case "URI" -> "address";
            case "Map<String, List<String>>" -> "list of texts";
            default -> throw new IllegalArgumentException(type + " has no words yet");
        };
    }

    private static String argument(String type) {
        return type.substring(type.indexOf('<') + 1, type.length() - 1);
    }
}
