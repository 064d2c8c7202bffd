package dev.vlmstream.inference.bundle;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vlmstream.inference.loading.BundleCheck;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Any settings of a bundle are taken or refused with a reason, and no file outside the bundle is read. */
class BundleFuzzTest {
    private static final List<String> FILES = List.of(
            "config.json",
            "preprocessor_config.json",
            "generation_config.json",
            "tokenizer_config.json",
            "processor_config.json",
            "chat_template.json",
            "modules.json",
            "sentence_bert_config.json");
    /** What stands in files outside the bundle alone, unless the fuzzer has come upon it. */
    private static final String CANARY = "outside-the-bundle";

    /** A file system of this kind keeps every stream that was ever opened, until it is closed. */
    private static final int USES = 20_000;

    private static Path bundle = inMemory().resolve("bundle");
    private static int uses;

    /** A form feed parts one file from the next. */
    @FuzzTest
    void settings(byte[] input) throws IOException {
        if (++uses % USES == 0) {
            bundle = inMemory().resolve("bundle");
        }
        String[] texts = new String(input, StandardCharsets.UTF_8).split("\f", -1);
        for (int i = 0; i < FILES.size(); i++) {
            Path file = bundle.resolve(FILES.get(i));
            if (i < texts.length && !texts[i].isEmpty()) {
                Files.writeString(file, texts[i]);
            } else {
                Files.deleteIfExists(file);
            }
        }
        for (String problem : BundleCheck.problems(bundle, RuntimeOptions.cpu())) {
            if (problem.contains(CANARY) && !String.join("", texts).contains(CANARY)) {
                throw new AssertionError(problem);
            }
        }
    }

    /** A bundle without graphs, beside files of which any reader would complain by their content. */
    private static Path inMemory() {
        try {
            Path zip = Files.createTempDirectory(Path.of("target"), "bundles").resolve("all.zip");
            // writes its file only when it is closed, which it never is
            Path root = FileSystems.newFileSystem(zip, Map.of("create", "true", "compressionMethod", "STORED"))
                    .getPath("/");
            for (String file : List.of("config.json", "canary.json")) {
                Files.writeString(root.resolve(file), "{\"model_type\": \"" + CANARY + "\"}");
            }
            Files.createDirectories(root.resolve("bundle"));
            Files.writeString(root.resolve("bundle/tokenizer.json"), "{}");
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
