package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vlmstream.local.process.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The commands of README.md and of every page below docs, taken from the pages and run in their order on one stack, as someone
 * types them who has the files and models that the pages name. A command that several pages have is run once. Those of
 * {@link CommandsNotRun} are not run.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DocsIT {
    private static final Path README = Home.DIRECTORY.resolve("README.md");
    private static final Path TUTORIAL = Home.DIRECTORY.resolve("docs/tutorial.md");
    private static final Path EXPORT = Home.DIRECTORY.resolve("docs/export.md");
    /** Starts the stack of all others. */
    private static final Path FIRST = Home.DIRECTORY.resolve("docs/imagewikiqa.md");

    private static final Map<String, String> SAID = new LinkedHashMap<>();
    private static DocsPlace place;
    private static Path page;
    private static String deadLetters;
    private static boolean portsWereFree;
    private static boolean listenedAsShown;

    @BeforeAll
    static void prepare() throws IOException, InterruptedException {
        portsWereFree = FreePorts.isFree(9092) && FreePorts.isFree(8101);
        place = DocsPlace.prepare(Path.of("target", "docs").toAbsolutePath());
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        place.close();
    }

    /** The tutorial is last: it ends by stopping the stack. */
    private static List<DocCommand> commands() throws IOException {
        List<Path> pages = new ArrayList<>(DocCommand.pages());
        pages.removeAll(List.of(FIRST, TUTORIAL));
        pages.add(0, FIRST);
        pages.add(TUTORIAL);
        List<DocCommand> commands = new ArrayList<>();
        for (Path page : pages) {
            commands.addAll(DocCommand.of(page));
        }
        return commands;
    }

    @Test
    @Order(1)
    void everyBlockSaysWhatItIs() throws IOException {
        List<String> unmarked = new ArrayList<>();
        for (Path page : DocCommand.pages()) {
            unmarked.addAll(DocCommand.unmarked(page));
        }
        assertThat(unmarked)
                .as("blocks are fenced and name their language, commands sh")
                .isEmpty();
    }

    @Test
    @Order(1)
    void whatIsNotRunIsOnAPageAndTestedOtherwise() throws IOException {
        CommandsNotRun notRun = new CommandsNotRun();
        Set<String> shown = commands().stream().map(DocCommand::text).collect(Collectors.toSet());
        assertThat(notRun.commands()).as("commands that no page has any more").isSubsetOf(shown);
        assertThat(notRun.untested()).as("commands whose test does not exist").isEmpty();
    }

    @TestFactory
    @Order(2)
    Stream<DynamicNode> commandsOfPages() throws IOException {
        CommandsNotRun notRun = new CommandsNotRun();
        List<DocCommand> commands = commands();
        Set<String> inBlocks = commands.stream()
                .filter(DocCommand::inBlock)
                .map(DocCommand::text)
                .collect(Collectors.toSet());
        Set<String> seen = new HashSet<>();
        return commands.stream()
                .filter(command -> command.inBlock() || !inBlocks.contains(command.text()))
                .filter(command -> !notRun.contains(command.text()) && seen.add(command.text()))
                .map(command -> DynamicTest.dynamicTest(command.toString(), () -> run(command)));
    }

    private static void run(DocCommand command) throws Exception {
        if (command.text().startsWith("curl ")) {
            Tool.assumeDone(Path.of("."), List.of("curl", "--version"));
        }
        if (command.text().startsWith("openssl ")) {
            Tool.assumeDone(Path.of("."), List.of("openssl", "version"));
        }
        if (command.text().startsWith("kubectl ")) {
            Tool.assumeDone(Path.of("."), List.of("kubectl", "version", "--client"));
            place.cluster();
        }
        if (!command.page().equals(page)) {
            page = command.page();
            place.turnPage();
        }
        if (command.text().equals("./vlmstream down")) {
            deadLetters = place.run("./vlmstream dead-letters");
        }
        if (command.text().contains(" my_model.py ")) {
            place.serveOwnModel(command.text());
            return;
        }
        if (command.text().contains("my-model,")) {
            assumeTrue(place.servesOwnModel(), "skipped: the program that serves my-model does not run");
        }
        if (command.text().contains(" models/clip-b32 --dtype int8 ")) {
            place.exportInInt8("models/clip-b32");
        }
        String said = asks(command) ? place.runAndConfirm(command.text()) : place.run(command.text());
        SAID.put(command.text(), said);
        if (command.text().startsWith("./vlmstream up ") && command.text().contains(" --judges ")) {
            listenedAsShown = place.listensAsShown();
            place.stackStarted();
        }
        if (command.text().startsWith("./vlmstream report clip llava")) {
            assertThat(place.file("report.html")).content().contains("my-llava", "clip-vit-base-patch32");
        }
        if (command.text().startsWith("curl -i ")) {
            assertThat(said).containsPattern("(?m)^HTTP/1.1 2");
        }
    }

    private static boolean asks(DocCommand command) throws IOException, InterruptedException {
        boolean asks = command.text().matches("\\./vlmstream topics (release|delete) .*");
        if (asks) {
            Tool.assumeDone(Path.of("."), List.of("script", "--version"));
        }
        return asks;
    }

    private static List<String> ran(Path page) throws IOException {
        return DocCommand.of(page).stream()
                .map(DocCommand::text)
                .filter(SAID::containsKey)
                .toList();
    }

    private static String said(String begin) {
        return SAID.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(begin))
                .map(Map.Entry::getValue)
                .reduce((first, last) -> last)
                .orElseThrow(() -> new AssertionError("no command " + begin + " in " + SAID.keySet()));
    }

    @Test
    @Order(3)
    void theCommandsRanAsTheyStandWithThePortsThatPagesShow() {
        assumeTrue(portsWereFree, "another program listened at 9092 or 8101");
        assertThat(listenedAsShown).isTrue();
    }

    @Test
    @Order(3)
    void theTutorialEndsWithAComparisonOfBothModels() throws IOException {
        assertThat(ran(TUTORIAL)).hasSizeGreaterThan(12);
        assertThat(said("./vlmstream push photos/ --task closed-world --models clip"))
                .contains("clip-vit-base-patch32", "my-vlm", "label-inclusion", "top1");
        assertThat(said("./vlmstream compare first --items"))
                .contains("only one is right on", "my-vlm said", "items needed");
        assertThat(said("./vlmstream compare first identify")).contains("prompt", "Identify the object in this image.");
        assertThat(said("./vlmstream dead-letters first")).contains("cut.jpg");
        assertThat(said("./vlmstream report first")).contains("report.html");
        assertThat(place.file("report.html")).content().contains("my-vlm", "clip-vit-base-patch32");
    }

    @Test
    @Order(3)
    void theReadmesCommandsDoWhatItSays() throws IOException {
        assertThat(ran(README)).hasSizeGreaterThan(9);
        assertThat(said("./vlmstream report clip llava")).contains("report.html");
        assertThat(said("./vlmstream compare clip llava")).contains("only one is right on", "my-llava");
        assertThat(said("./vlmstream compare llava reworded")).contains("prompt");
        assertThat(said("./vlmstream rescore llava --synonyms")).contains("run llava.rescored-1: ");
    }

    @Test
    @Order(3)
    void theGuidesCommandsDoWhatTheySay() {
        assertThat(place.file("wikiqa.jsonl")).content().contains("Where is this object at home?", "A. ");
        assertThat(place.file("train.npy")).isNotEmptyFile();
        assertThat(place.file("logs/my-llava")).isNotEmptyDirectory();
        assertThat(place.file("counts.json")).content().contains("\"texts\"");
        assertThat(place.file("acls.sh")).content().contains("User:gpu", "team-a.questions");
        assertThat(said("./vlmstream topics release")).contains("the topics belong to no installation");
        assertThat(said("./vlmstream topics delete")).contains("deleted team-a.items");
        assertThat(said("kafka-topics")).doesNotContain("Error");
        assertThat(said("kafka-consumer-groups")).contains("vlmstream-ingest", "Stable");
        assertThat(said("./vlmstream models verify models/clip-b32")).contains("int8", "fp32");
        assertThat(said("./vlmstream topics create")).contains("created team-a.items, 12 partitions");
        assertThat(said("./vlmstream topics check")).contains("topics are well");
        assertThat(said("./vlmstream topics list")).contains("team-a.questions");
        assertThat(said("./vlmstream push gqa")).contains("clip-vit-base-patch32 is not asked");
        assertThat(said("./vlmstream models verify models/llava-flowers")).contains("all that was compared agrees");
        assertThat(said("./vlmstream push photos/ --models served-llava --wait"))
                .contains("label-inclusion");
        assertThat(said("./vlmstream push photos/ --models served-llava --task class-likelihood"))
                .contains("likelihood-sum");
        assertThat(said("./vlmstream report flowers --before")).contains("llava-flowers");
        assertThat(said("./vlmstream score --task")).contains("\"pattern\":true");
        assertThat(said("./vlmstream up --models-dir models && ./vlmstream status --kafka"))
                .contains("running already", ":");
        assertThat(deadLetters.lines().skip(1).filter(line -> !line.isBlank()))
                .as("only the photo that is cut off failed")
                .isNotEmpty()
                .allMatch(line -> line.contains("cut.jpg"));
    }

    @Test
    @Order(3)
    void kubectlDoesWhatPagesSay() throws IOException {
        assumeTrue(SAID.containsKey("kubectl get nodes"), "skipped: kubectl is not here");
        StubCluster cluster = place.cluster();
        assertThat(said("kubectl get nodes")).contains("NODE");
        assertThat(said("kubectl top pod")).contains("250m", "64Mi");
        assertThat(cluster.get("v1", "Secret", "eval", "hub")).isNotEmpty();
        assertThat(cluster.get("v1", "Namespace", "", "eval")
                        .at("/metadata/labels/pod-security.kubernetes.io~1enforce")
                        .asText())
                .isEqualTo("restricted");
        assertThat(cluster.get("v1", "PersistentVolumeClaim", "N", "state-R-vlmstream-scoring-0")
                        .at("/spec/resources/requests/storage")
                        .asText())
                .isEqualTo("50Gi");
        String orphan = "\"propagationPolicy\":\"Orphan\"";
        assertThat(cluster.deletions())
                .satisfiesExactly(
                        one -> assertThat(one).contains("/statefulsets/R-vlmstream-scoring ", orphan),
                        one -> assertThat(one).contains("/statefulsets/R-vlmstream-embed-MODEL ", orphan),
                        one -> assertThat(one).contains("/persistentvolumeclaims/model-R-vlmstream-embed-MODEL-0 "));
        assertThat(cluster.get("v1", "Node", "", "NODE")
                        .at("/spec/taints/0/effect")
                        .asText())
                .isEqualTo("NoExecute");
    }

    @Test
    @Order(3)
    void theNumbersArriveInPandas() throws IOException, InterruptedException {
        Path python = PythonEnvironment.with(Path.of("src/test/resources/docs/requirements.txt"));
        Files.writeString(place.file("accuracies.py"), pandas());
        assertThat(place.run(python + " accuracies.py"))
                .contains("first", "identify", "clip", "llava", "my-vlm", "my-llava", "mean", "count");
    }

    private static String pandas() throws IOException {
        String text = Files.readString(EXPORT);
        int from = text.indexOf("```python\nimport pandas") + "```python\n".length();
        return text.substring(from, text.indexOf("\n```", from) + 1);
    }
}
