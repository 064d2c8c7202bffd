package dev.vlmstream.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.Invocation;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.inference.loading.BundleFinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Overlay bundles on the command line: seen with their base, checked with it, and named where it is not there. */
class OverlayModelsTest {
    private static final Path BASE = Installation.demoModels().resolve("emoji-vlm");
    private static final Path VISION = Path.of("onnx/vision_encoder.onnx");

    @TempDir
    Path directory;

    private Path overlay;

    @BeforeEach
    void makeAnOverlay() throws IOException {
        overlay = directory.resolve("overlays/tuned");
        Files.createDirectories(overlay.resolve("onnx"));
        Files.copy(Installation.demoModels().resolve("emoji-vlm-finetuned").resolve(VISION), overlay.resolve(VISION));
        Files.writeString(
                overlay.resolve("config.json"),
                "{\"model_type\": \"llava\", \"base\": {\"name\": \"emoji-vlm\", \"digest\": \""
                        + BundleFinder.open(BASE).digest() + "\"}}");
    }

    @Test
    void aListSaysWhatAnOverlayIsOver() {
        String[] arguments = {
            "models",
            "list",
            "--models-dir",
            directory.toString(),
            "--models-dir",
            Installation.demoModels().toString(),
            "--data",
            directory.toString(),
            "--json"
        };
        List<JsonNode> listed = new ArrayList<>();
        Invocation.of((Object[]) arguments).json().forEach(listed::add);

        assertThat(listed).hasSize(5);
        assertThat(listed)
                .filteredOn(model -> model.has("base"))
                .singleElement()
                .satisfies(model -> {
                    assertThat(model.get("model").asText()).isEqualTo("tuned");
                    assertThat(model.get("base").asText())
                            .isEqualTo(BASE.toAbsolutePath().normalize().toString());
                });
    }

    @Test
    void aCheckLoadsItWithItsBase() {
        Invocation checked = Invocation.of("models", "check", overlay, "--bases", Installation.demoModels());
        assertThat(checked.status()).isZero();
        assertThat(checked.out()).contains("tuned is usable: vision-language", "an overlay of ", "emoji-vlm");
    }

    @Test
    void aBaseThatIsNotThereIsNamed() {
        Invocation checked = Invocation.of("models", "check", overlay);
        assertThat(checked.status()).isEqualTo(1);
        assertThat(checked.out()).contains("is an overlay of emoji-vlm", "--bases");

        Invocation up = Invocation.of("up", "--models-dir", overlay, "--data", directory.resolve("data"));
        assertThat(up.status()).isEqualTo(1);
        assertThat(up.err()).contains("is an overlay of emoji-vlm", "--bases");
    }

    @Test
    void whatIsNoOverlayIsNotTakenForOne() {
        Invocation up = Invocation.of("up", "--overlay", BASE, "--data", directory.resolve("data"));
        assertThat(up.status()).isEqualTo(1);
        assertThat(up.err()).contains("is not an overlay", "give it with --models-dir");
    }
}
