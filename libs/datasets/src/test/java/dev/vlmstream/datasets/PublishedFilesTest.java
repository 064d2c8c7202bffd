package dev.vlmstream.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.datasets.formats.Datasets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The beginnings of files that others have published, as they are (NOTICE says whose); benchmarks/README.md has what was counted of the
 * whole files. Their images are not shipped: any file stands for one.
 */
class PublishedFilesTest {
    private static final Path FILES = Path.of("src/test/resources/published");

    @TempDir
    Path folder;

    private Path with(String file, List<String> images) throws IOException {
        for (String image : images) {
            Path there = folder.resolve(image);
            Files.createDirectories(there.getParent());
            Files.write(there, new byte[] {1});
        }
        return Files.copy(FILES.resolve(file), folder.resolve(file));
    }

    private static List<String> names(String file, String field) throws IOException {
        ObjectMapper json = new ObjectMapper();
        return Files.readAllLines(FILES.resolve(file)).stream()
                .map(line -> {
                    try {
                        return json.readTree(line).path(field).asText();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    @Test
    void popesQuestionsAreReadUnderTheirOwnNames() throws Exception {
        Path file = with("coco_pope_random.json", names("coco_pope_random.json", "image"));
        Dataset dataset = Datasets.read(file, ReadOptions.ALL);
        assertThat(dataset.items()).hasSize(12);
        assertThat(dataset.notices()).isEmpty();
        DatasetItem first = dataset.items().get(0);
        assertThat(first.text()).isEqualTo("Is there a snowboard in the image?");
        assertThat(first.label()).isEqualTo("yes");
        assertThat(first.extra()).containsEntry("question_id", 1);
    }

    @Test
    void captionsOfVsrAreMapped() throws Exception {
        Path file = with("vsr_test.jsonl", names("vsr_test.jsonl", "image"));
        Dataset dataset = Datasets.read(file, ReadOptions.ALL.withColumns(Map.of("text", "caption")));
        assertThat(dataset.items()).hasSize(12);
        DatasetItem first = dataset.items().get(0);
        assertThat(first.text()).isEqualTo("The person is inside the refrigerator.");
        assertThat(first.label()).isEqualTo("1");
    }

    @Test
    void imagenettesTableOfNoisyLabelsIsMapped() throws Exception {
        List<String> images = Files.readAllLines(FILES.resolve("noisy_imagenette.csv")).stream()
                .skip(1)
                .map(line -> line.split(",")[0])
                .toList();
        Path file = with("noisy_imagenette.csv", images);
        Dataset dataset =
                Datasets.read(file, ReadOptions.ALL.withColumns(Map.of("image", "path", "label", "noisy_labels_0")));
        assertThat(dataset.items())
                .hasSize(12)
                .allSatisfy(item -> assertThat(item.imageName()).contains("/" + item.label() + "/"));
    }

    /** Some questions have no image, and say so by null. */
    @Test
    void hallusionBenchsArrayIsMapped() throws Exception {
        JsonNode all =
                new ObjectMapper().readTree(FILES.resolve("HallusionBench.json").toFile());
        List<String> images = all.findValues("filename").stream()
                .filter(name -> !name.isNull())
                .map(JsonNode::asText)
                .toList();
        Path file = with("HallusionBench.json", images);
        Dataset dataset = Datasets.read(
                file,
                ReadOptions.ALL.withColumns(Map.of("image", "filename", "text", "question", "label", "gt_answer")));
        assertThat(dataset.items()).hasSize(12);
        assertThat(dataset.items().stream().filter(item -> item.image() == null))
                .hasSize(4);
        assertThat(dataset.items()).extracting(DatasetItem::label).containsOnly("0", "1");
    }

    /** The answers lie in a file of their own, under the questions' ids, and are called text as well. */
    @Test
    void llavasQuestionsAreJoinedWithTheirAnswers() throws Exception {
        Path file = with("qa90_questions.jsonl", names("qa90_questions.jsonl", "image"));
        Dataset dataset = Datasets.read(
                file,
                ReadOptions.ALL
                        .withColumns(Map.of("label", "join.text"))
                        .withJoin(FILES.resolve("qa90_gpt4_answer.jsonl")));
        assertThat(dataset.items()).hasSize(12);
        DatasetItem first = dataset.items().get(0);
        assertThat(first.text()).isEqualTo("What is the color of the two suitcases in the image?");
        assertThat(first.label())
                .isEqualTo("The colors of the two suitcases in the image are black and brown with yellow details.");
        assertThat(first.category()).isEqualTo("conv");
    }

    @Test
    void webdatasetsOwnSampleIsRead() throws Exception {
        Dataset dataset = Datasets.read(FILES.resolve("sample.tgz"), ReadOptions.ALL);
        assertThat(dataset.items()).hasSize(90);
        assertThat(dataset.classes()).hasSize(10);
        for (DatasetItem item : dataset.items()) {
            assertThat(item.image().bytes()).startsWith(0x89, 'P', 'N', 'G');
        }
    }
}
