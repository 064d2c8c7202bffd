package dev.vlmstream.inference.bundle;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vlmstream.inference.RuntimeOptions;
import dev.vlmstream.inference.TestBundles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

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
    private static final String CANARY = "canary";

    @TempDir
    static Path directory;

    private static Path bundle;

    /** A form feed parts one file from the next. */
    @FuzzTest
    void settings(byte[] input) throws IOException {
        prepare();
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
            if (problem.contains("\"" + CANARY + "\"")) {
                throw new AssertionError(problem);
            }
        }
    }

    /** A bundle without graphs, beside files of which any reader would complain by their content. */
    private static void prepare() throws IOException {
        if (bundle == null) {
            for (String file : List.of("config.json", "canary.json")) {
                Files.writeString(directory.resolve(file), "{\"model_type\": \"" + CANARY + "\"}");
            }
            bundle = Files.createDirectories(directory.resolve("bundle"));
            Files.copy(TestBundles.path("tiny-bert").resolve("tokenizer.json"), bundle.resolve("tokenizer.json"));
        }
    }
}
