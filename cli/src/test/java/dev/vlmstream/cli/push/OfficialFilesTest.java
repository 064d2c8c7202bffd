package dev.vlmstream.cli.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.cli.Invocation;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.sources.DatasetAddress;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.evaluation.tasks.TaskKind;
import dev.vlmstream.inference.ModelKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Benchmarks' own files, by their names and in their form, with images where the benchmark's archives have them. What is asked in
 * them here was made up.
 */
class OfficialFilesTest {
    private static final KnownModel VLM = new KnownModel(
            "vlm",
            ModelKind.VISION_LANGUAGE.id(),
            ModelKind.VISION_LANGUAGE.tasks(),
            Optional.empty(),
            Optional.empty());

    @TempDir
    Path directory;

    private final List<String> notices = new ArrayList<>();
    private final Map<String, Object> settings = new HashMap<>();

    private Path write(String name, String json) throws IOException {
        return Files.writeString(directory.resolve(name), json.replace('\'', '"'));
    }

    private void image(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[] {1});
    }

    private List<DatasetItem> items(String task, Path dataset) throws DatasetException {
        settings.put("task", task);
        settings.put("shuffle-buffer", 1);
        PushRequest request = PushRequest.all(Optional.of(new DatasetAddress.Local(dataset)), settings, directory)
                .get(0);
        RunPlan plan = RunPlan.of(request, () -> List.of(VLM), notices::add);
        return plan.items().stream().map(drawn -> drawn.line()).toList();
    }

    @Test
    void textVqa() throws Exception {
        image("train_images/003a8ae2ef43b901.jpg");
        DatasetItem item =
                items("textvqa", write("TextVQA_0.5.1_val.json", """
                        {'dataset_type': 'val', 'dataset_name': 'textvqa', 'dataset_version': '0.5.1', 'data': [
                        {'question': 'which brand?', 'image_id': '003a8ae2ef43b901', 'image_classes': ['Camera'],
                         'image_width': 1024, 'question_tokens': ['which', 'brand'], 'question_id': 34602,
                         'answers': ['a', 'a', 'b', 'a', 'a', 'a', 'a', 'a', 'a', 'a'], 'set_name': 'val'}]}""")).get(0);
        assertThat(item.text()).isEqualTo("which brand?");
        assertThat(item.imageName()).isEqualTo("train_images/003a8ae2ef43b901.jpg");
        assertThat(item.answers()).hasSize(10);
    }

    @Test
    void textVqaWithTheTokensOfItsOtherFile() throws Exception {
        image("train_images/003a8ae2ef43b901.jpg");
        settings.put("map", Map.of("id", "image_id"));
        settings.put(
                "join",
                write("TextVQA_Rosetta_OCR_v0.2_val.json", """
                        {'dataset_name': 'TextVQA', 'data': [{'image_id': '003a8ae2ef43b901', 'ocr_tokens': ['ONE', 'TWO'],
                         'ocr_info': [{'word': 'ONE'}]}]}""").getFileName().toString());
        DatasetItem item =
                items("textvqa", write("TextVQA_0.5.1_val.json", """
                        {'data': [{'question': 'which?', 'image_id': '003a8ae2ef43b901', 'question_id': 34602,
                         'answers': ['a', 'b']}]}""")).get(0);
        assertThat(item.ocrTokens()).containsExactly("ONE", "TWO");
    }

    @Test
    void docVqa() throws Exception {
        image("documents/xnbl0037_1.png");
        DatasetItem item = items("docvqa", write("val_v1.0.json", """
                        {'dataset_name': 'docvqa', 'dataset_version': '1.0', 'dataset_split': 'val', 'data': [
                        {'questionId': 337, 'question': 'which date?', 'image': 'documents/xnbl0037_1.png', 'docId': 279,
                         'ucsf_document_id': 'xnbl0037', 'ucsf_document_page_no': '1', 'answers': ['1/8/93'],
                         'data_split': 'val'}]}""")).get(0);
        assertThat(item.imageName()).isEqualTo("documents/xnbl0037_1.png");
        assertThat(item.answers()).containsExactly("1/8/93");
    }

    @Test
    void chartQa() throws Exception {
        image("png/multi_col_1.png");
        for (String name : List.of("test_human.json", "test_augmented.json")) {
            DatasetItem item = items(
                            "chartqa",
                            write(name, "[{'imgname': 'multi_col_1.png', 'query': 'which?', 'label': '25'}]"))
                    .get(0);
            assertThat(item.imageName()).isEqualTo("png/multi_col_1.png");
            assertThat(item.label()).isEqualTo("25");
        }
    }

    /** Under their ids; those of other splits, and those without an image, are no items of the task. */
    @Test
    void scienceQa() throws Exception {
        image("images/test/5/image.png");
        String problem = "{'question': 'which?', 'choices': ['ant', 'bee'], 'answer': 1, 'hint': 'Look.', 'image': %s,"
                + " 'task': 'closed choice', 'grade': 'grade2', 'subject': 'natural science', 'topic': 'biology',"
                + " 'category': 'Insects', 'skill': 's', 'lecture': '', 'solution': '', 'split': '%s'}";
        List<DatasetItem> items = items(
                "scienceqa-img",
                write(
                        "problems.json",
                        "{'3': " + problem.formatted("'image.png'", "train") + ",\n'4': "
                                + problem.formatted("null", "test") + ",\n'5': "
                                + problem.formatted("'image.png'", "test") + "}"));
        assertThat(items).singleElement().satisfies(item -> {
            assertThat(item.imageName()).isEqualTo("images/test/5/image.png");
            assertThat(item.options()).containsExactly("ant", "bee");
            assertThat(item.label()).isEqualTo("1");
            assertThat(item.category()).isEqualTo("natural science");
            assertThat(item.fields(List.of("hint"))).containsEntry("hint", "Look.");
        });
        assertThat(notices).anyMatch(line -> line.contains("left out 1 row without image"));
    }

    @Test
    void gqaAndLlavasQuestionsOfIt() throws Exception {
        image("images/n161313.jpg");
        Path own = write("testdev_balanced_questions.json", """
                {"201307251": {'semantic': [{'operation': 'select', 'dependencies': [], 'argument': 'scene'}],
                 'entailed': [], 'equivalent': ['201307251'], 'question': 'Is it overcast?', 'imageId': 'n161313',
                 'isBalanced': true, 'groups': {'global': null, 'local': 'x'}, 'answer': 'no',
                 'types': {'detailed': 'weatherVerify', 'semantic': 'global', 'structural': 'verify'},
                 'annotations': {'answer': {}, 'question': {}}, 'fullAnswer': 'No, it is clear.'}}""");
        DatasetItem item = items("gqa", own).get(0);
        assertThat(item.imageName()).isEqualTo("images/n161313.jpg");
        assertThat(item.text()).isEqualTo("Is it overcast?");
        assertThat(item.label()).isEqualTo("no");
        DatasetItem llavas = items(
                        "gqa",
                        write(
                                "llava_gqa_testdev_balanced.jsonl",
                                "{'question_id': '201307251', 'image': 'n161313.jpg', 'text': 'Is it overcast?\\n"
                                        + "Answer the question using a single word or phrase.', 'category': 'default'}\n"))
                .get(0);
        assertThat(llavas.imageName()).isEqualTo("images/n161313.jpg");
        assertThat(llavas.text()).startsWith("Is it overcast?\n");
        assertThat(llavas.label()).isEqualTo("no");
    }

    @Test
    void vqaV2WithTheAnswersThatLieBeside() throws Exception {
        image("val2014/COCO_val2014_000000262148.jpg");
        Path questions = write("v2_OpenEnded_mscoco_val2014_questions.json", """
                {'info': {'version': '2.0'}, 'task_type': 'Open-Ended', 'data_type': 'mscoco', 'license': {'url': 'u'},
                 'data_subtype': 'val2014', 'questions': [
                 {'image_id': 262148, 'question': 'Where is he looking?', 'question_id': 262148000}]}""");
        assertThatThrownBy(() -> items("vqav2", questions))
                .hasMessageStartingWith(
                        directory.resolve("v2_mscoco_val2014_annotations.json") + ": no such file, which has further");
        write("v2_mscoco_val2014_annotations.json", """
                {'info': {}, 'license': {}, 'data_subtype': 'val2014', 'data_type': 'mscoco', 'annotations': [
                 {'question_type': 'none of the above', 'multiple_choice_answer': 'down', 'answers': [
                 {'answer': 'down', 'answer_confidence': 'yes', 'answer_id': 1},
                 {'answer': 'at table', 'answer_confidence': 'yes', 'answer_id': 2}], 'image_id': 262148,
                 'answer_type': 'other', 'question_id': 262148000}]}""");
        DatasetItem item = items("vqav2", questions).get(0);
        assertThat(item.imageName()).isEqualTo("val2014/COCO_val2014_000000262148.jpg");
        assertThat(item.answers()).containsExactly("down", "at table");
        assertThat(item.label()).isNull();
    }

    @Test
    void whatIsGivenGoesBeforeWhatTheTaskSays() throws Exception {
        image("elsewhere/multi_col_1.png");
        settings.put("map", Map.of("image", "elsewhere/{imgname}"));
        DatasetItem item = items(
                        "chartqa",
                        write("test_human.json", "[{'imgname': 'multi_col_1.png', 'query': 'which?', 'label': '25'}]"))
                .get(0);
        assertThat(item.imageName()).isEqualTo("elsewhere/multi_col_1.png");
        settings.put("join", "none.json");
        assertThatThrownBy(() -> items("chartqa", directory.resolve("test_human.json")))
                .hasMessageContaining("\"join\": no such file or folder: " + directory.resolve("none.json"));
    }

    static List<String> shipped() {
        return ShippedTasks.IDS;
    }

    /** Two rows in the form of the task's dataset, written by tools/goldens/task_rows.py. */
    @ParameterizedTest
    @MethodSource("shipped")
    void everyShippedTaskIsPushedInItsForm(String task) throws Exception {
        Path dataset;
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/tasks", task))) {
            dataset = files.filter(file -> file.toString().matches(".*\\.(parquet|tsv|json|tar)"))
                    .findFirst()
                    .orElseThrow();
        }
        TaskKind kind = ShippedTasks.of(task).kind();
        Map<String, Task> asked = kind == TaskKind.QUESTION_ANSWERING
                ? Map.of("emoji-vlm", Task.QUESTION_ANSWERING)
                : Map.of("emoji-clip", Task.ZERO_SHOT, "emoji-vlm", Task.OPEN_WORLD);
        asked.forEach((model, what) -> {
            Invocation push = Invocation.of(
                    "push",
                    dataset,
                    "--task",
                    task,
                    "--models",
                    model,
                    "--models-dir",
                    Installation.demoModels(),
                    "--data",
                    directory,
                    "--dry-run");
            assertThat(push.status()).as(push.err()).isZero();
            assertThat(push.json().path("benchmark").asText()).isEqualTo(task);
            assertThat(push.json().path("task").asText()).isEqualTo(what.id());
            assertThat(push.json().path("items").asInt()).isEqualTo(2);
            List<String> classes = ShippedTasks.of(task).data().classes();
            assertThat(push.json().path("classes"))
                    .hasSize(
                            task.equals("objectnet")
                                    ? 2
                                    : (int) classes.stream().distinct().count());
        });
    }
}
