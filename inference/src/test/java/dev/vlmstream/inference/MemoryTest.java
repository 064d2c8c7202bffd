package dev.vlmstream.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.vlmstream.inference.VisionLanguageModel.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryTest {

    private static final Path STATM = Path.of("/proc/self/statm");
    private static final long PAGE = 4096;
    /** A leak of every step's KV cache would be about 1 MB a decode here. */
    private static final long ALLOWED = 48L << 20;

    @Test
    void hundredsOfDecodesLeaveNothingBehind() throws IOException {
        assumeThat(STATM).as("resident memory can only be read on Linux").exists();
        GenerationOptions options = new GenerationOptions(16, List.of(2), 1);
        try (VisionLanguageModel model =
                (VisionLanguageModel) Model.load(Demo.bundle("emoji-vlm"), RuntimeOptions.cpu())) {
            List<Request> requests = new ArrayList<>();
            String prompt = model.prompt(Demo.QUESTION, true, PromptStyle.CHAT, false);
            Demo.expected("emoji-vlm")
                    .subList(0, 8)
                    .forEach(line -> requests.add(new Request(
                            Picture.Pixels.of(
                                    Demo.input(model, line.get("image").asText())),
                            prompt)));
            decode(model, requests, options, 10);
            long before = resident();
            decode(model, requests, options, 50);
            assertThat(resident() - before).isLessThan(ALLOWED);
        }
    }

    private static void decode(
            VisionLanguageModel model, List<Request> requests, GenerationOptions options, int times) {
        for (int i = 0; i < times; i++) {
            model.generate(requests, options);
        }
    }

    private static long resident() throws IOException {
        return Long.parseLong(Files.readString(STATM).split(" ")[1]) * PAGE;
    }
}
