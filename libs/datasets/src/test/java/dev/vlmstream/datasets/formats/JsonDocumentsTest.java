package dev.vlmstream.datasets.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.ReadOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents whose rows lie in a member, or under their ids, and those that are completed from a second file. */
class JsonDocumentsTest {
    private static final String ROWS = "{'question_id': 7, 'image_id': 42, 'question': 'Which?'},"
            + "{'question_id': 8, 'image_id': 4200, 'question': 'What?'}";
    private static final String WHOLE = "{'info': {'year': 2017}, 'task_type': 'Open', 'questions': [" + ROWS
            + "], 'license': {'name': 'CC', 'urls': [1, 2]}}";
    private static final Map<String, String> MAPPED =
            Map.of("image", "val/COCO_{image_id:06}.jpg", "answers", "answers.answer");

    @TempDir
    Path folder;

    @BeforeEach
    void writeImages() throws IOException {
        Files.createDirectory(folder.resolve("val"));
        Files.createFile(folder.resolve("val/COCO_000042.jpg"));
        Files.createFile(folder.resolve("val/COCO_004200.jpg"));
    }

    private Path write(String name, String json) throws IOException {
        return Files.writeString(folder.resolve(name), json.replace('\'', '"'));
    }

    private Dataset read(String json, ReadOptions options) throws Exception {
        return Datasets.read(write("questions.json", json), options);
    }

    private DatasetException failure(String json, ReadOptions options) {
        return catchThrowableOfType(DatasetException.class, () -> read(json, options));
    }

    @Test
    void rowsOfAMemberAreJoinedWithThoseOfAnotherFileByTheirIds() throws Exception {
        Path answers = write(
                "annotations.json",
                "{'annotations': [{'question_id': 8, 'answers': [{'answer': 'a bee', 'answer_id': 1}], 'question': 'no'},"
                        + " {'question_id': 7, 'answers': [{'answer': 'ant'}, {'answer': 'an ant'}]}], 'info': {}}");
        Dataset dataset = read(WHOLE, ReadOptions.ALL.withColumns(MAPPED).withJoin(answers));
        assertThat(dataset.items())
                .extracting(DatasetItem::text, DatasetItem::imageName, DatasetItem::answers, DatasetItem::place)
                .containsExactly(
                        tuple("Which?", "val/COCO_000042.jpg", List.of("ant", "an ant"), "line 1"),
                        tuple("What?", "val/COCO_004200.jpg", List.of("a bee"), "line 1, entry 2"));
        assertThat(dataset.items().get(0).extra()).containsEntry("image_id", 42).doesNotContainKey("join");
        assertThat(dataset.items().get(0).image().file()).isPresent();
    }

    @Test
    void withoutTheOtherFileItIsSaidHowToNameIt() {
        assertThat(failure(WHOLE, ReadOptions.ALL.withColumns(MAPPED)))
                .hasMessageContaining(
                        "line 1, entry 2: missing 'label' (or 'answers' for an open question); --join FILE");
        assertThat(failure(WHOLE, ReadOptions.ALL.withJoin(folder.resolve("none.json"))))
                .hasMessageStartingWith(
                        folder.resolve("none.json") + ": no such file, which has further fields of each row")
                .hasMessageEndingWith("say with --join FILE where it is");
    }

    @Test
    void rowsUnderTheirIdsHaveThem() throws Exception {
        Path file = write(
                "problems.json",
                "\ufeff {'17': {'question': 'Which?', 'choices': ['a', 'b'], 'answer': 1, 'split': 'val'},\n"
                        + " '18': {'question': 'What?', 'answer': 'x', 'split': 'train'}}");
        Dataset dataset = Datasets.read(file, ReadOptions.ofSplit("val").withUsual(Map.of("options", "choices")));
        assertThat(dataset.items()).singleElement().satisfies(item -> {
            assertThat(item.label()).isEqualTo("1");
            assertThat(item.options()).containsExactly("a", "b");
            assertThat(item.extra()).containsEntry("id", "17");
            assertThat(item.place()).isEqualTo("entry 17");
        });
        assertThat(failure("{'17': {'question': 3, 'label': 'x'}}", ReadOptions.ALL))
                .hasMessageEndingWith("entry 17: field 'question' must be a string, got 3");
    }

    /** LLaVA's questions of its own bench: what both files call text is a question in the one and its answer in the other. */
    @Test
    void whatBothFilesCallTheSameIsTheOtherOnesByItsName() throws Exception {
        Path answers =
                write("answers.jsonl", "{'question_id': 1, 'text': 'Red.'}\n{'question_id': 0, 'text': 'Blue.'}\n");
        Dataset dataset = Datasets.read(
                write("questions.jsonl", "{'question_id': 0, 'text': 'Sky?'}\n{'question_id': 1, 'text': 'Rose?'}\n"),
                ReadOptions.ALL.withColumns(Map.of("label", "join.text")).withJoin(answers));
        assertThat(dataset.items()).extracting(DatasetItem::label).containsExactly("Blue.", "Red.");
        assertThat(dataset.items()).extracting(DatasetItem::text).containsExactly("Sky?", "Rose?");
    }

    @Test
    void aRowThatTheOtherFileDoesNotHaveIsBadAndTheOthersAreNot() throws Exception {
        Path answers = write("answers.json", "{'7': {'answer': 'ant'}}");
        ReadOptions joined = ReadOptions.ALL.withColumns(MAPPED).withJoin(answers);
        assertThat(failure(WHOLE, joined)).hasMessageEndingWith("line 1, entry 2: answers.json has no row of the id 8");
        Dataset dataset = read(WHOLE, joined.withSkipBad(1));
        assertThat(dataset.items()).extracting(DatasetItem::label).containsExactly("ant");
    }

    @Test
    void anotherFileThatDoesNotTellItsRowsApartIsRefused() throws Exception {
        ReadOptions joined = ReadOptions.ALL.withColumns(MAPPED);
        assertThat(failure(
                        WHOLE,
                        joined.withJoin(write(
                                "twice.json",
                                "[{'question_id': 7, 'answer': 'a'},\n" + "{'question_id': 7, 'answer': 'b'}]"))))
                .hasMessageEndingWith(
                        "twice.json: line 2: another row has the id 7, too; --map id=COLUMN says what they differ in");
        assertThat(failure(WHOLE, joined.withJoin(write("none.json", "[{'answer': 'a'}]"))))
                .hasMessageEndingWith("line 1: has no id by which it is found: question_id or id, or --map id=COLUMN");
        assertThat(failure(WHOLE, joined.withJoin(write("cut.json", "{'annotations': [{'question_id': 7}"))))
                .hasMessageContaining("cut.json: line 1: invalid JSON: Unexpected end-of-input");
        assertThat(failure("question,label\nWhich?,ant", joined.withJoin(write("a.json", "[{'id': 1}]"))))
                .hasMessageEndingWith("it is not JSON, and only JSON can be joined with " + folder.resolve("a.json"));
    }

    @Test
    void anObjectOfRowsIsToldFromARow() throws Exception {
        String line = "{'answers': ['ant'], 'question': 'Which?', 'tokens': [{'text': 'a'}]}";
        assertThat(read(line, ReadOptions.ALL).items()).hasSize(1);
        assertThat(read(
                                "{'tokens': [{'text': 'a'}], 'q': 'Which?', 'label': 'ant'}",
                                ReadOptions.ALL.withColumns(Map.of("text", "q")))
                        .items())
                .hasSize(1);
        assertThat(read("{'meta': {}, 'question': 'Which?', 'label': 'ant'}\n" + line, ReadOptions.ALL)
                        .items())
                .hasSize(2);
        assertThat(failure("{'images': [{'id': 1}], 'annotations': [{'id': 2}]}", ReadOptions.ALL))
                .hasMessageEndingWith(
                        "its rows could be those of images, annotations; write the right one into a separate file");
    }

    @Test
    void whatIsNoDocumentIsRefusedInOneLine() throws Exception {
        assertThat(failure("{'data': [\n{'question': 'Which?', 'label': 'ant'}", ReadOptions.ALL))
                .hasMessageEndingWith("line 2: invalid JSON: Unexpected end-of-input: expected close marker for Array,"
                        + " which begins in line 1");
        assertThat(failure("{'data': [\n{'question': 'Which?', 'label': 'ant'}]} x", ReadOptions.ALL))
                .hasMessageContaining("line 2: invalid JSON: Unrecognized token 'x'");
        assertThat(failure("{'data': [{'question': 'Which?', 'label': 'a', 'label': 'b'}, 3, [4]]}", ReadOptions.ALL))
                .hasMessageContaining("line 1: invalid JSON: Duplicate field 'label'")
                .hasMessageContaining(
                        "line 1, entry 2: must be a JSON object such as {\"image\": …, \"label\": …}, got 3")
                .hasMessageContaining(
                        "line 1, entry 3: must be a JSON object such as {\"image\": …, \"label\": …}, got [4]");
        assertThat(failure("{'data': [{'question': 'Which?', 'label': " + "[".repeat(100_000), ReadOptions.ALL))
                .hasMessageContaining("invalid JSON: Document nesting depth");
        Path wide = Files.write(folder.resolve("wide.json"), "[{}]".getBytes(StandardCharsets.UTF_16BE));
        assertThat(catchThrowableOfType(DatasetException.class, () -> Datasets.read(wide, ReadOptions.ALL)))
                .isNotNull();
    }

    @Test
    void aPatternThatCannotBeReadIsSaidAndOneWithoutAValueNamesNoImage() throws Exception {
        assertThat(failure(WHOLE, ReadOptions.ALL.withColumns(Map.of("image", "{image_id"))))
                .hasMessageContaining("\"{image_id\" is no pattern of columns, such as {image_id}.jpg");
        Dataset dataset = read(
                "[{'question': 'Which?', 'label': 'ant', 'image': null}, {'question': 'Which?', 'label': 'ant',"
                        + " 'image': '42.jpg'}]",
                ReadOptions.ALL.withColumns(Map.of("image", "val/COCO_0000{image}")));
        assertThat(dataset.items()).extracting(DatasetItem::imageName).containsExactly(null, "val/COCO_000042.jpg");
    }

    @Test
    void tablesTakePatternsToo() throws Exception {
        Path table = write("questions.csv", "image_id,question,answer\n42,Which?,ant\n");
        DatasetItem item = Datasets.read(
                        table, ReadOptions.ALL.withColumns(Map.of("image", "val/COCO_{image_id:06}.jpg")))
                .items()
                .get(0);
        assertThat(item.imageName()).isEqualTo("val/COCO_000042.jpg");
        assertThat(item.image().file()).isPresent();
        assertThat(catchThrowableOfType(
                        DatasetException.class,
                        () -> Datasets.read(table, ReadOptions.ALL.withColumns(Map.of("image", "{id}.jpg")))))
                .hasMessageContaining("--map image={id}.jpg: there is no column '{id}.jpg'");
    }

    /** Also where others of its split came before and could not be used; rows of which the task has none are not counted. */
    @Test
    void anItemsPositionIsThatOfItsRowInTheSplit() throws Exception {
        String rows = "[{'question': 'a?', 'label': 'x', 'split': 'val', 'image': 'val/COCO_000042.jpg'},"
                + "{'question': 'b?', 'label': 'x', 'split': 'train', 'image': 'val/COCO_000042.jpg'},"
                + "{'question': 'c?', 'label': 'x', 'split': 'val', 'image': 'lost.jpg'},"
                + "{'question': 'd?', 'split': 'val', 'image': 'val/COCO_000042.jpg'},"
                + "{'question': 'e?', 'label': 'x', 'split': 'val'},"
                + "{'question': 'f?', 'label': 'x', 'split': 'val', 'image': 'val/COCO_000042.jpg'}]";
        ReadOptions skipping = ReadOptions.ofSplit("val").withSkipBad(9);
        assertThat(read(rows, skipping).items())
                .extracting(DatasetItem::text, DatasetItem::position)
                .containsExactly(tuple("a?", 0L), tuple("e?", 3L), tuple("f?", 4L));
        Dataset withImages = read(rows, skipping.withFile(null, Map.of(), null, Set.of("image")));
        assertThat(withImages.items())
                .extracting(DatasetItem::text, DatasetItem::position)
                .containsExactly(tuple("a?", 0L), tuple("f?", 3L));
        assertThat(withImages.notices())
                .contains(folder.resolve("questions.json") + ": left out 1 row without image, which the task requires");
    }
}
