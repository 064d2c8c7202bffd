package dev.vlmstream.cli.report.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.cli.output.Json;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishedValuesTest {
    private static final List<String> DATASETS = List.of("ImageNet", "Flowers102", "Stanford Cars", "Caltech101");

    /** As the study's protocol lists them: ImageNet / Flowers / Cars / Caltech; a dash: not published. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    BLIP2-OPT-2.7B        | open-world            | 25.3 / 27.0 / 0.0 / 46.9
                    InstructBLIP-7B       | open-world            | 14.6 / 1.9 / 0.0 / 36.5
                    InstructBLIP-13B      | open-world            | 14.7 / 2.4 / 0.0 / 36.4
                    LLaVA1.5-7B           | open-world            | 22.8 / 5.9 / 0.0 / 47.1
                    LLaVA1.5-13B          | open-world            | 24.3 / 5.3 / 0.0 / 49.9
                    LLaVA-NeXT-Vicuna-7B  | open-world            | 29.4 / 12.8 / 0.0 / 52.5
                    LLaVA-NeXT-Mistral-7B | open-world            | 32.3 / 17.7 / 0.0 / 54.2
                    Claude 3 Opus         | open-world            | 53.6 / 51.2 / 0.3 / 68.6
                    Gemini 1.0 Pro        | open-world            | 39.2 / 10.5 / 0.1 / 60.1
                    GPT-4 Turbo           | open-world            | 48.5 / 51.0 / 0.1 / 61.0
                    BLIP2-OPT-2.7B        | closed-world          | – / 14.2 / 2.7 / 22.3
                    InstructBLIP-7B       | closed-world          | – / 26.8 / – / 58.4
                    InstructBLIP-13B      | closed-world          | – / 20.0 / – / 59.5
                    LLaVA1.5-7B           | closed-world          | – / 10.2 / 0.0 / 62.1
                    LLaVA1.5-13B          | closed-world          | – / 7.2 / 0.1 / 70.9
                    LLaVA-NeXT-Vicuna-7B  | closed-world          | – / 8.5 / 0.0 / 66.6
                    LLaVA-NeXT-Mistral-7B | closed-world          | – / 16.1 / 3.6 / 77.3
                    Claude 3 Opus         | closed-world          | 51.1 / 58.3 / 45.1 / 90.9
                    Gemini 1.0 Pro        | closed-world          | 56.0 / 62.0 / 66.6 / 91.6
                    GPT-4 Turbo           | closed-world          | 60.6 / 79.9 / 58.2 / 94.2
                    CLIP-L/14-336         | zero-shot             | 74.8 / 76.0 / 77.5 / 95.8
                    EVA-G/14              | zero-shot             | 79.2 / 81.0 / 90.2 / 97.9
                    LLaVA1.5-7B           | likelihood-sum        | 34.8 / 14.5 / 26.7 / 77.8
                    BLIP2-OPT-2.7B        | likelihood-sum        | 21.0 / 34.8 / 48.8 / 36.8
                    LLaVA1.5-7B           | likelihood-mean       | 35.3 / 16.5 / 18.2 / 65.6
                    BLIP2-OPT-2.7B        | likelihood-mean       | 5.1 / 19.9 / 1.2 / 12.3
                    LLaVA1.5-7B           | likelihood-calibrated | 47.6 / 26.8 / 48.8 / 85.6
                    BLIP2-OPT-2.7B        | likelihood-calibrated | 38.7 / 54.1 / 69.2 / 70.3
                    LLaVA1.5-7B           | probe-last            | 76.9 / 94.5 / 81.0 / 96.7
                    LLaVA1.5-7B           | probe-mean            | 77.1 / 96.2 / 82.8 / 97.3
                    BLIP2-OPT-2.7B        | probe-last            | 80.3 / 98.8 / 91.0 / 98.0
                    BLIP2-OPT-2.7B        | probe-mean            | 81.4 / 98.9 / 92.6 / 98.0
                    """)
    void theStudysNumbersAreAsPrinted(String model, String setting, String printed) {
        String[] cells = printed.split(" / ");
        for (int i = 0; i < cells.length; i++) {
            OptionalDouble value = PublishedValues.value(DATASETS.get(i), setting, model);
            if (cells[i].equals("–")) {
                assertThat(value).as(DATASETS.get(i)).isEmpty();
            } else {
                assertThat(value).as(DATASETS.get(i)).hasValue(Double.parseDouble(cells[i]));
            }
        }
    }

    @Test
    void questionsHaveTheirNumbers() {
        assertThat(PublishedValues.value("imagewikiqa", "imagewikiqa", "llava-1.5-7b"))
                .hasValue(38.0);
        assertThat(PublishedValues.value("imagewikiqa", "imagewikiqa", "gpt-4-turbo"))
                .hasValue(61.2);
        assertThat(PublishedValues.value("imagewikiqa", "imagewikiqa-class-name", "llava-1.5-7b"))
                .hasValue(55.9);
    }

    @ParameterizedTest
    @CsvSource({
        "imagenet-1k, llava-1.5-7b-hf, 22.8",
        "ImageNet_1K, LLaVA-1.5-7B, 22.8",
        "ILSVRC2012, llava-hf/llava-1.5-7b-hf, 22.8",
        "StanfordCars, claude-3-opus-20240229, 0.3",
        "oxford-flowers-102, gpt-4-turbo, 51.0",
        "caltech-101, blip2-opt-2.7b, 46.9"
    })
    void namesThatPeopleGiveAreAliases(String dataset, String model, double percent) {
        assertThat(PublishedValues.value(dataset, "open-world", model)).hasValue(percent);
    }

    @ParameterizedTest
    @CsvSource({
        "imagenet-a, llava-1.5-7b",
        "ImageNet-A, llava-1.5-7b",
        "imagenet-v2, llava-1.5-7b",
        "imagenet-r, llava-1.5-7b",
        "my-imagenet, llava-1.5-7b",
        "imagenet-21k, llava-1.5-7b",
        "flowers-17, llava-1.5-7b",
        "caltech-256, llava-1.5-7b",
        "imagenet, llava-1.5-7b-finetuned",
        "imagenet, my-llava-1.5-7b",
        "imagenet, llava-1.5-7b-int8",
        "imagenet, llava-1.57b",
        "imagenet, llava",
        "emoji, emoji-vlm"
    })
    void aNameThatOnlyContainsAKnownOneHasNoPublishedNumber(String dataset, String model) {
        assertThat(PublishedValues.value(dataset, "open-world", model)).isEmpty();
    }

    @Test
    void anAliasOfTwoModelsIsRefused() throws IOException {
        var file = Json.MAPPER.readTree(
                "{\"datasets\": {}, \"models\": {\"a\": [\"x\"], \"b\": [\"X\"]}, \"tables\": []}");
        assertThatThrownBy(() -> new PublishedValues(file)).hasMessageContaining("alias of a already, and again of b");
    }

    @Test
    void aValueOfAModelThatIsNotListedIsRefused() throws IOException {
        var file = Json.MAPPER.readTree("{\"datasets\": {\"d\": []}, \"models\": {\"m\": []},"
                + " \"tables\": [{\"setting\": \"s\", \"values\": {\"M\": {\"d\": 1}}}]}");
        assertThatThrownBy(() -> new PublishedValues(file)).hasMessageContaining("no such dataset or model");
    }
}
