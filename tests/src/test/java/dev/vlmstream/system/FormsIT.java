package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.schemas.Item;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One dataset in the forms in which people have it, each written by the form's own library, gives the same item ids and the same
 * numbers, whichever way it comes. {@code benchmarks/run forms} does the same with ten thousand photos.
 */
abstract class FormsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FILES = Home.DIRECTORY.resolve("libs/datasets/src/test/resources/datasets");
    private static final int ITEMS = 20;

    private LocalStack stack;
    private Path classes;

    private JsonNode push(String run, Path dataset, String... way) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                "push",
                dataset.toString(),
                "--run",
                run,
                "--task",
                "zero-shot",
                "--models",
                "emoji-clip",
                "--classes",
                classes.toString(),
                "--wait",
                "--json",
                "--server",
                stack.server()));
        line.addAll(List.of(way));
        return JSON.readTree(CommandRun.of(line.toArray(String[]::new)).done().out());
    }

    private static Set<String> ids(Wiretap tap, String run) {
        return tap.itemsOf(run).stream().map(Item::getItemId).collect(Collectors.toCollection(TreeSet::new));
    }

    /** By item: what was ranked first, and whether it is right. */
    private List<String> answers(String run) {
        List<String> answers = new ArrayList<>();
        new Results(stack.server())
                .text("/api/runs/" + run + "/export")
                .lines()
                .map(Emoji::json)
                .forEach(line -> answers.add(line.get("item").asText() + " "
                        + line.get("label").asText() + " " + line.get("ranking") + " " + line.get("rules")));
        answers.sort(Comparator.naturalOrder());
        return answers;
    }

    @Test
    void theSameItemsAndNumbersInEveryFormAndByEveryWay(@TempDir Path folder) throws Exception {
        classes = Files.writeString(
                folder.resolve("classes.txt"), "grinning face\nmouth\nred apple\nhourglass not done\ndrum\n");
        stack = CommonStackIT.stack();
        String[] kafka = {
            "--bootstrap", stack.bootstrap(), "--ingest", stack.ingest().orElseThrow()
        };
        String[] http = {"--http", stack.ingest().orElseThrow()};
        try (Wiretap tap = new Wiretap(stack.bootstrap())) {
            JsonNode folders =
                    push("forms-folders", FILES.resolve("emoji"), kafka).get("metrics");
            Set<String> ids = ids(tap, "forms-folders");
            List<String> answers = answers("forms-folders");
            assertThat(ids).hasSize(ITEMS);
            assertThat(answers).hasSize(ITEMS);
            push("forms-shards", FILES.resolve("emoji-{000..001}.tar"), kafka);
            push("forms-parquet", FILES.resolve("parquet"), kafka);
            push("forms-tsv", FILES.resolve("emoji.tsv"), kafka);
            push("forms-by-http", FILES.resolve("emoji/emoji.jsonl"), http);
            push("forms-packed-by-http", FILES.resolve("emoji-{000..001}.tar.zst"), http);
            for (String run :
                    List.of("forms-shards", "forms-parquet", "forms-tsv", "forms-by-http", "forms-packed-by-http")) {
                assertThat(ids(tap, run)).as(run).isEqualTo(ids);
                assertThat(answers(run)).as(run).isEqualTo(answers);
                JsonNode metrics = new Results(stack.server()).get("/api/runs/" + run + "/metrics");
                assertThat(metrics.get("models").get(0).get("rules"))
                        .as(run)
                        .isEqualTo(folders.get("models").get(0).get("rules"));
            }
            new Results(stack.server()).awaitComplete("forms-by-http", Duration.ofMinutes(1));
        }
    }
}
