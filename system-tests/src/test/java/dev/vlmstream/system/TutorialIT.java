package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The commands of docs/tutorial.md, then those of the README, taken from the pages and run in their order, as someone types them
 * who has photos in {@code photos/}. The demo's models stand in for those that the pages download.
 */
class TutorialIT {
    private static final Path TUTORIAL = Home.DIRECTORY.resolve("docs/tutorial.md");
    private static final Path README = Home.DIRECTORY.resolve("README.md");
    private static final Path PLACE = Path.of("target", "tutorial").toAbsolutePath();
    /** What downloads something. */
    private static final Pattern DOWNLOADS =
            Pattern.compile("\\./vlmstream models pull .*|python3 -m venv .*|venv/bin/python .*");

    /** Of the README: what has tests of its own, and what needs runs with features. */
    private static final Pattern ELSEWHERE = Pattern.compile("\\./vlmstream (demo|probe TEST) .*");

    private static final int CLASSES = 12;
    private static final Map<String, String> TUTORIAL_SAID = new LinkedHashMap<>();
    private static final Map<String, String> README_SAID = new LinkedHashMap<>();

    @BeforeAll
    static void followThem() throws IOException, InterruptedException {
        Home.deleteTree(PLACE);
        Files.createDirectories(PLACE);
        Files.createSymbolicLink(PLACE.resolve("vlmstream"), Home.DIRECTORY.resolve("vlmstream"));
        photos();
        model("emoji-clip", "clip-vit-base-patch32");
        model("emoji-vlm", "my-vlm");
        model("emoji-vlm-finetuned", "my-llava");
        Files.writeString(PLACE.resolve("names.json"), "{\"grinning face\": [\"smiley\"]}");
        for (String command : commands(TUTORIAL)) {
            if (!DOWNLOADS.matcher(command).matches()) {
                TUTORIAL_SAID.put(command, run(command));
            }
        }
        for (String command : commands(README)) {
            if (!DOWNLOADS.matcher(command).matches()
                    && !ELSEWHERE.matcher(command).matches()) {
                README_SAID.put(command, run(command));
            }
        }
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        run("./vlmstream down");
    }

    private static void model(String demo, String name) throws IOException {
        Files.createDirectories(PLACE.resolve("models"));
        Files.createSymbolicLink(PLACE.resolve("models").resolve(name), Home.model(demo));
    }

    /** Some classes of the demo's data as folders, and a photo that is cut off. */
    private static void photos() throws IOException {
        for (String line : Emoji.lines()) {
            var item = Emoji.json(line);
            if (item.get("split").asText().equals("valid")) {
                Path image = Home.EMOJI.resolve(item.get("image").asText());
                Path folder = PLACE.resolve("photos").resolve(item.get("label").asText());
                if (Files.isDirectory(folder) || count(PLACE.resolve("photos")) < CLASSES) {
                    Files.createDirectories(folder);
                    Files.copy(image, folder.resolve(image.getFileName()));
                }
            }
        }
        Path first;
        try (var folders = Files.list(PLACE.resolve("photos"))) {
            first = folders.sorted().findFirst().orElseThrow();
        }
        Files.write(first.resolve("cut.jpg"), new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff});
    }

    private static long count(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (var all = Files.list(folder)) {
            return all.count();
        }
    }

    /** Lines of the fences without a language. */
    private static List<String> commands(Path page) throws IOException {
        List<String> commands = new ArrayList<>();
        boolean shell = false;
        boolean fence = false;
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("```")) {
                fence = !fence;
                shell = fence && line.equals("```");
            } else if (shell) {
                commands.add(line.replaceFirst("\\s+#.*$", ""));
            }
        }
        return commands;
    }

    private static String run(String command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(Path.of("target"), "tutorial-", ".txt");
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command)
                .directory(PLACE.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("VLMSTREAM_NO_BUILD", "1");
        // Java would say that it took them, in the midst of what the command says.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        int status = builder.start().waitFor();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(status).as(command + "\n" + said).isZero();
        return said;
    }

    private static String said(Map<String, String> of, String begin) {
        return of.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(begin))
                .map(Map.Entry::getValue)
                .reduce((first, last) -> last)
                .orElseThrow(() -> new AssertionError("no command " + begin + " in " + of.keySet()));
    }

    @Test
    void theTutorialEndsWithAComparisonOfBothModels() {
        assertThat(TUTORIAL_SAID).hasSizeGreaterThan(12);
        assertThat(said(TUTORIAL_SAID, "./vlmstream push photos/ --task closed-world --models clip"))
                .contains("clip-vit-base-patch32", "my-vlm", "label-inclusion", "top1");
        assertThat(said(TUTORIAL_SAID, "./vlmstream compare first --items"))
                .contains("only one is right on", "my-vlm said", "items needed");
        assertThat(said(TUTORIAL_SAID, "./vlmstream compare first identify"))
                .contains("prompt", "Identify the object in this image.");
        assertThat(said(TUTORIAL_SAID, "./vlmstream dead-letters first")).contains("cut.jpg");
        assertThat(said(TUTORIAL_SAID, "./vlmstream report first")).contains("report.html");
    }

    @Test
    void theReadmesCommandsDoWhatItSays() {
        assertThat(README_SAID).hasSizeGreaterThan(9);
        assertThat(said(README_SAID, "./vlmstream compare clip llava")).contains("only one is right on", "my-llava");
        assertThat(said(README_SAID, "./vlmstream compare llava reworded")).contains("prompt");
        assertThat(PLACE.resolve("report.html")).content().contains("my-llava", "clip-vit-base-patch32");
        assertThat(said(README_SAID, "./vlmstream rescore llava --synonyms")).contains("run llava.rescored-1: ");
    }

    @Test
    void theNumbersArriveInPandas() throws IOException, InterruptedException {
        Path python = PythonEnvironment.with(Path.of("src/test/resources/tutorial/requirements.txt"));
        for (Path page : List.of(TUTORIAL, Home.DIRECTORY.resolve("docs/export.md"))) {
            Files.writeString(PLACE.resolve("accuracies.py"), pandas(page));
            assertThat(run(python + " accuracies.py"))
                    .contains("first", "identify", "clip", "llava", "my-vlm", "my-llava", "mean", "count");
        }
    }

    private static String pandas(Path page) throws IOException {
        String text = Files.readString(page);
        int from = text.indexOf("```python\nimport pandas") + "```python\n".length();
        return text.substring(from, text.indexOf("\n```", from) + 1);
    }
}
