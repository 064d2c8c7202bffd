package dev.vlmstream.evaluation.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.evaluation.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ShippedTasksTest {
    private static final Path FILES = Path.of("src/main/resources/dev/vlmstream/evaluation/tasks");

    @Test
    void everyFileIsListedOnceAndIsCalledAsItsTask() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".yaml"))
                            .map(name -> name.replace(".yaml", "")))
                    .containsExactlyInAnyOrderElementsOf(ShippedTasks.IDS);
        }
        assertThat(ShippedTasks.all()).extracting(TaskDefinition::id).isEqualTo(ShippedTasks.IDS);
        assertThat(ShippedTasks.all()).allSatisfy(task -> {
            assertThat(task.source()).isNotEmpty();
            assertThat(task.title()).isNotEqualTo(task.id());
            assertThat(TaskDefinition.parse(task.canonical())).isEqualTo(task.with(TaskData.NONE));
            assertThat(ShippedTasks.requireSame(TaskDefinition.parse(task.canonical())))
                    .isNotNull();
        });
    }

    @Test
    void anUnknownOneIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> ShippedTasks.of("mmbnch"))
                .hasMessageStartingWith(
                        "there is no task \"mmbnch\"; did you mean \"mmbench\"?; there are textvqa, docvqa");
    }

    /** SHA-256 of the names, each with a line feed; count and order are those of CLIP_benchmark's or CLIP's own files. */
    @ParameterizedTest
    @CsvSource({
        "imagenet-v2, 1000, tench, toilet paper, 8800e39242cbed4c6889376e20a49cfdaf4f84a773a6686d15c3b39972ef94c4",
        "imagenet-sketch, 1000, tench, toilet paper, 8800e39242cbed4c6889376e20a49cfdaf4f84a773a6686d15c3b39972ef94c4",
        "imagenet-a, 200, stingray, acorn, 07d6ef5fdc8f6f34e59db73a1eedacba4f347302a9b71fa16ae4184347cb3d7b",
        "imagenet-r, 200, goldfish, acorn, 2d2c64759075b9bce1b5f1435f9e9068af10cb0917236d031e8232604438f1c2",
        "cifar10, 10, airplane, truck, 2ce042b1e0b48db4bb214408e6414ba18b2731c24af244f2d6c112fddf31af00",
        "cifar100, 100, apple, worm, 3a5d9f36052f2b16cc94d6ed8dbbf45385019a3ddff5c6caf79b4d8541527118",
        "food101, 101, apple pie, waffles, 66d80317ae31bf14e31456ba7fef887a3d0b3990966cbd5211dbccbf7c118e98",
        "pets, 37, Abyssinian, Yorkshire Terrier, 4637dec81b547b32c59f6c6ed93a77fcbfc3e2ecc818b329ddac7fc434f5fbd2",
        "eurosat, 10, annual crop land, lake or sea, 4148595e47f9001c2c8ce38a02ce3afa9dc9f12c2d4ca8227507711a5957481e"
    })
    void classesAreThoseOfTheirSource(String id, int count, String first, String last, String digest) {
        List<String> classes = ShippedTasks.of(id).data().classes();
        assertThat(classes).hasSize(count).startsWith(first).endsWith(last);
        assertThat(Sha256.of(String.join("\n", classes) + "\n")).isEqualTo(digest);
    }

    @ParameterizedTest
    @CsvSource({
        "imagenet-v2, 80, a bad photo of a {}., a photo of a large {}.",
        "objectnet, 80, a bad photo of a {}., a photo of a large {}.",
        "cifar10, 18, a photo of a {}., a photo of the big {}.",
        "cifar100, 18, a photo of a {}., a photo of the big {}.",
        "food101, 1, 'a photo of {}, a type of food.', 'a photo of {}, a type of food.'",
        "pets, 1, 'a photo of a {}, a type of pet.', 'a photo of a {}, a type of pet.'",
        "eurosat, 3, a centered satellite photo of {}., a centered satellite photo of the {}."
    })
    void templatesAreThoseOfTheirSource(String id, int count, String first, String oneOf) {
        List<String> templates = ShippedTasks.of(id).data().templates();
        assertThat(templates).hasSize(count).startsWith(first).contains(oneOf);
        assertThat(new TreeSet<>(templates)).hasSize(count);
    }

    static List<JsonNode> recorded() throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        new ObjectMapper()
                .readTree(ShippedTasksTest.class.getResourceAsStream("lmms-eval-prompts.json"))
                .path("cases")
                .forEach(cases::add);
        return cases;
    }

    /** What lmms-eval's own functions wrote, recorded by tools/goldens/task_prompts.py. */
    @ParameterizedTest
    @MethodSource("recorded")
    void theStyleOfLmmsEvalIsItsOwn(JsonNode recorded) {
        TaskDefinition task = ShippedTasks.of(recorded.path("task").asText());
        task.requireStyle("lmms-eval");
        PromptForm form = task.prompt("lmms-eval");
        List<String> options = new ArrayList<>();
        recorded.path("options").forEach(option -> options.add(option.asText()));
        List<String> read = new ArrayList<>();
        recorded.path("ocr_tokens").forEach(token -> read.add(token.asText()));
        Map<String, String> fields = new LinkedHashMap<>();
        recorded.path("fields")
                .properties()
                .forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
        PromptForm.Parts parts = new PromptForm.Parts(recorded.path("question").asText(), options, read, fields);

        assertThat(form.question(parts, form.instruction(!options.isEmpty())))
                .isEqualTo(recorded.path("text").asText());
        assertThat(form.maxNewTokens())
                .isEqualTo(recorded.path("max_new_tokens").asInt());
    }

    @Test
    void theStyleOfVlmEvalKitIsItsOwn() {
        PromptForm form = ShippedTasks.of("mmbench").prompt("vlmevalkit");
        PromptForm.Parts parts =
                new PromptForm.Parts("Which?", List.of("egg", "larva"), List.of(), Map.of("hint", "A cycle."));
        assertThat(form.question(parts, form.instruction()))
                .isEqualTo("Hint: A cycle.\nQuestion: Which?\nOptions:\nA. egg\nB. larva\n"
                        + "Please select the correct answer from the options above. \n");
    }

    @Test
    void theFirstFiveAskAndJudgeAsTheyDid() {
        String words = "Answer the question using a single word or phrase.";
        Map<String, String> instructions = Map.of(
                "textvqa", words,
                "docvqa", words,
                "chartqa", words,
                "pope", words,
                "ai2d", "Answer with the option's letter from the given choices directly.");
        instructions.forEach((id, instruction) -> {
            assertThat(ShippedTasks.of(id).prompt().instruction()).isEqualTo(instruction);
            assertThat(ShippedTasks.of(id).prompt().template()).isEqualTo(PromptForm.TEMPLATE);
        });
        Map<String, List<String>> rules = Map.of(
                "textvqa", List.of("vqa-accuracy", "anls", "exact"),
                "docvqa", List.of("anls", "exact"),
                "ai2d", List.of("ai2d", "mcq", "exact"),
                "chartqa", List.of("relaxed", "exact"),
                "pope", List.of("pope", "pope-published", "said-yes"));
        rules.forEach((id, all) -> assertThat(ShippedTasks.of(id).rules())
                .extracting(rule -> rule.id())
                .isEqualTo(all));
    }
}
