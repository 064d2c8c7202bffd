package dev.vlmstream.inference.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.remote.api.LikelihoodServer;
import dev.vlmstream.inference.remote.api.RemoteConfig;
import dev.vlmstream.inference.remote.api.StatusMeaning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every config.json of docs/remote-models.md is one. */
class RemoteModelsPageTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "remote-models.md");
    private static final Pattern STATUS_ROW = Pattern.compile("^\\| ([0-9x]{3}(?:, [0-9x]{3})*) \\| \\*\\*(.*?)\\*\\*");
    private static final Pattern BLOCK = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path directory;

    private List<RemoteConfig> configs() throws IOException {
        List<RemoteConfig> configs = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(PAGE));
        while (blocks.find()) {
            Path model = Files.createDirectories(directory.resolve("model-" + configs.size()));
            Files.writeString(model.resolve("config.json"), blocks.group(1));
            configs.add(RemoteConfig.of(BundleFinder.open(model)));
        }
        return configs;
    }

    @Test
    void everyConfigurationIsReadAndEachKindOfServerHasOne() throws IOException {
        List<RemoteConfig> configs = configs();
        assertThat(configs).hasSizeGreaterThanOrEqualTo(8);
        assertThat(configs.stream()
                        .map(RemoteConfig::likelihood)
                        .filter(Objects::nonNull)
                        .map(RemoteConfig.Likelihood::server))
                .containsExactlyInAnyOrder(LikelihoodServer.values());
    }

    /** The row with the narrowest match counts: a number before a hundred. */
    @Test
    void eachStatusMeansWhatTheTableSays() throws IOException {
        Map<String, String> meanings = new HashMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = STATUS_ROW.matcher(line);
            if (row.find()) {
                List.of(row.group(1).split(", ")).forEach(status -> meanings.put(status, row.group(2)));
            }
        }
        for (int status = 300; status < 600; status++) {
            String told = meanings.getOrDefault("" + status, meanings.get(status / 100 + "xx"));
            assertThat(words(StatusMeaning.of(status))).as("status " + status).isEqualTo(told);
        }
        assertThat(meanings.values())
                .containsAll(Stream.of(StatusMeaning.values())
                        .map(RemoteModelsPageTest::words)
                        .toList());
    }

    private static String words(StatusMeaning meaning) {
        return meaning.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    @Test
    void everyKeyIsInTheTable() throws IOException {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .toList();
        String page = Files.readString(PAGE);
        Matcher keys = Pattern.compile("\"([a-z_]+)\":").matcher(page);
        while (keys.find()) {
            if (!List.of("input", "output", "model_type").contains(keys.group(1))) {
                assertThat(rows).contains(keys.group(1));
            }
        }
    }
}
