package dev.vlmstream.inference.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.inference.verify.VerificationReport.VerificationRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationTest {

    private static VerificationReport verify(String bundle, Path goldens) {
        return Verification.run(Demo.models().resolve(bundle), goldens, List.of(Demo.data()), RuntimeOptions.cpu());
    }

    @ParameterizedTest
    @ValueSource(strings = {"emoji-clip", "emoji-classifier", "emoji-vlm"})
    void theDemosBundlesGiveWhatWasRecorded(String bundle) {
        VerificationReport report = verify(bundle, Demo.goldens(bundle));
        assertThat(report.rows())
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(row -> assertThat(row.pass()).as(row.toString()).isTrue());
        assertThat(report.passed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny-siglip",
                "tiny-eva-clip",
                "tiny-vit",
                "tiny-qwen2.5-vl",
                "tiny-qwen3-vl",
                "tiny-blip2-opt",
                "tiny-instructblip"
            })
    void theTestBundlesGiveWhatWasRecorded(String bundle) {
        VerificationReport report = Verification.run(
                TestBundles.path(bundle), Demo.goldens(bundle), TestBundles.pictureRoots(), TestBundles.ONE_THREAD);
        assertThat(report.notes()).isEmpty();
        assertThat(report.rows())
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(row -> assertThat(row.pass()).as(row.toString()).isTrue());
        assertThat(report.passed()).isTrue();
    }

    @Test
    void aSentenceEncoderGivesWhatWasRecorded() {
        Path bundle = TestBundles.path("tiny-bert");

        VerificationReport report = Verification.run(bundle, bundle.resolve("golden"), RuntimeOptions.cpu());

        assertThat(report.notes()).isEmpty();
        assertThat(report.rows())
                .extracting(VerificationRow::output)
                .containsExactly("input_ids", "sentence_embedding", "cosines");
        assertThat(report.rows())
                .allSatisfy(row ->
                        assertThat(row.largestDeviation()).as(row.toString()).isLessThan(1e-5));
    }

    @Test
    void anotherModelsOutputsDoNotPass(@TempDir Path directory) throws IOException {
        try (Stream<Path> files = Files.list(Demo.goldens("emoji-classifier"))) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        Files.copy(
                directory.resolve("image099.scores.bin"),
                directory.resolve("image000.scores.bin"),
                StandardCopyOption.REPLACE_EXISTING);
        VerificationReport report = verify("emoji-classifier", directory);
        assertThat(report.passed()).isFalse();
        assertThat(report.rows())
                .filteredOn(row -> !row.pass())
                .extracting(VerificationRow::output)
                .containsExactly("logits");
    }

    /** As tools/export records them: no reading of the study's beside the text. */
    @Test
    void whatEndedAnAnswerIsComparedWhereNothingElseIsRecorded(@TempDir Path directory) throws IOException {
        Path goldens = Demo.goldens("tiny-blip2-opt");
        try (Stream<Path> files = Files.list(goldens)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        Path index = directory.resolve("index.jsonl");
        String recorded = Files.readString(index).replaceAll(", \"pred\": \"(?:[^\"\\\\]|\\\\.)*\"", "");
        assertThat(recorded).contains("\"stopped\"").doesNotContain("\"pred\"");
        Files.writeString(index, recorded.replace("\"stopped\"", "\"finish\""));
        assertThat(stopped(directory)).isTrue();
        Files.writeString(index, recorded.replaceAll("\"stopped\": ?\"length\"", "\"finish\": \"eos\""));
        assertThat(stopped(directory)).isFalse();
    }

    private static boolean stopped(Path goldens) {
        return Verification.run(
                        TestBundles.path("tiny-blip2-opt"), goldens, TestBundles.pictureRoots(), TestBundles.ONE_THREAD)
                .rows()
                .stream()
                .filter(row -> row.output().equals("stopped"))
                .findFirst()
                .orElseThrow()
                .pass();
    }

    @Test
    void saysWhichImagesItCouldNotFind() {
        VerificationReport report = Verification.run(
                Demo.models().resolve("emoji-classifier"), Demo.goldens("emoji-classifier"), RuntimeOptions.cpu());
        assertThat(report.passed()).isFalse();
        assertThat(report.notes()).anyMatch(note -> note.contains("images/000_grinning-face_twemoji.jpg"));
    }

    @Test
    void refusesADirectoryWithoutRecordedOutputs(@TempDir Path empty) {
        assertThatThrownBy(() -> verify("emoji-clip", empty))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("index.jsonl is missing");
    }

    @Test
    void readsItsImagesAndItsToleranceBesideTheCases(@TempDir Path directory) throws IOException {
        try (Stream<Path> files = Files.list(Demo.goldens("emoji-classifier"))) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        // The cases name images as images/NAME.
        Path own = Files.createDirectories(directory.resolve("images/images"));
        try (Stream<Path> images = Files.list(Demo.data().resolve("images"))) {
            for (Path image : images.toList()) {
                Files.copy(image, own.resolve(image.getFileName()));
            }
        }
        Files.writeString(directory.resolve("golden.json"), "{\"tolerance\": 0.01}");
        VerificationReport report =
                Verification.run(Demo.models().resolve("emoji-classifier"), directory, RuntimeOptions.cpu());
        assertThat(report.notes()).isEmpty();
        assertThat(report.passed()).isTrue();
        assertThat(report.rows())
                .filteredOn(row -> row.output().equals("logits"))
                .extracting(VerificationRow::tolerance)
                .containsExactly(0.01);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"tolerance\": 7}", "{\"tolerance\": \"high\"}"})
    void aToleranceThatMakesNoSenseIsRefused(String settings, @TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("index.jsonl"), "");
        Files.writeString(directory.resolve("golden.json"), settings);
        assertThatThrownBy(() ->
                        Verification.run(Demo.models().resolve("emoji-classifier"), directory, RuntimeOptions.cpu()))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("golden.json: tolerance is");
    }
}
