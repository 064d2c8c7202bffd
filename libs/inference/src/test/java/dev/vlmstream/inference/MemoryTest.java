package dev.vlmstream.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.BatchingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MemoryTest {

    private static final Path STATM = Path.of("/proc/self/statm");
    private static final long PAGE = 4096;
    /** A leak of a tenth of all questions' keys and values would be about this much. */
    private static final long ALLOWED = 48L << 20;

    /** An image takes about 90 kB, so that of twelve some are dropped all the time. */
    private static final BatchingOptions FEW_SLOTS_SMALL_CACHE = new BatchingOptions(6, 500_000);

    @Test
    void twoThousandQuestionsInChangingBatchesLeaveNothingBehind() throws IOException {
        assumeThat(STATM).as("resident memory can only be read on Linux").exists();
        try (VisionLanguageModel model = (VisionLanguageModel) ModelLoader.load(
                Demo.bundle("emoji-vlm"), TestBundles.ONE_THREAD.withBatching(FEW_SLOTS_SMALL_CACHE))) {
            List<Request> requests = questions(model);
            ask(model, requests, 400);
            long before = resident();
            ask(model, requests, 2000);
            long grown = resident() - before;
            System.out.printf("resident memory grew by %.1f MB, %s%n", grown / 1e6, model.prefixReuse());
            assertThat(grown).isLessThan(ALLOWED);
            assertThat(model.prefixReuse().hits()).isPositive();
        }
    }

    private static List<Request> questions(VisionLanguageModel model) {
        List<Request> requests = new ArrayList<>();
        for (JsonNode line : Demo.expected("emoji-vlm").subList(0, 12)) {
            String image = line.get("image").asText();
            Picture picture = new Picture.Pixels(Demo.input(model, image), image);
            for (String question : List.of(Demo.QUESTION, "Which colour has it?", "?")) {
                requests.add(new Request(picture, model.prompt(question, true, PromptStyle.CHAT, false)));
            }
        }
        return requests;
    }

    /** Calls of 1 to 30 questions, answers of 1 to 16 tokens. */
    private static void ask(VisionLanguageModel model, List<Request> requests, int questions) {
        GenerationOptions options = GenerationOptions.of(model.bundle());
        Random random = new Random(questions);
        for (int left = questions; left > 0; ) {
            int count = Math.min(left, 1 + random.nextInt(30));
            List<Request> asked = random.ints(count, 0, requests.size())
                    .mapToObj(requests::get)
                    .toList();
            model.generate(
                    asked,
                    random.ints(count, 1, 17)
                            .mapToObj(options::withMaxNewTokens)
                            .toList());
            left -= count;
        }
    }

    private static long resident() throws IOException {
        return Long.parseLong(Files.readString(STATM).split(" ")[1]) * PAGE;
    }
}
