package dev.vlmstream.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.serving.ModelRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Answers in words. */
class LocalDecoderTest extends LoadedDecoder {

    @Test
    void givesTheRecordedAnswerAndSaysHowItWasMade() {
        answer(request("a", twemoji, manifest()));
        Prediction prediction = answers.predictions.get("a");
        assertThat(prediction.getText()).isEqualTo("The photo features a grinning face with smiling eyes.");
        assertThat(prediction.getTokenIds()).containsExactly(473, 384, 428, 316, 1061, 393, 342, 745, 907, 262, 2);
        assertThat(prediction.getModel()).isEqualTo("emoji-vlm");
        assertThat(prediction.getModelDigest()).isEqualTo(model.bundle().digest());
        assertThat(prediction.getTask()).isEqualTo("open-world");
        assertThat(prediction.getDecoding()).isEqualTo("greedy max_new_tokens=64");
        assertThat(prediction.getTruncated()).isFalse();
        assertThat(prediction.getPromptTokens()).isPositive();
        assertThat(answers.keys).containsExactly("r/a");
    }

    @Test
    void aBatchOfMoreThanWhatIsMadeReadyAtOnceIsAnsweredWholeAndInOrder() {
        RunManifest manifest = manifest();
        List<String> items = IntStream.range(0, 19).mapToObj(i -> "item" + i).toList();
        answer(items.stream().map(item -> request(item, twemoji, manifest)).toArray(ModelRequest[]::new));
        assertThat(answers.keys)
                .containsExactlyElementsOf(
                        items.stream().map(item -> "r/" + item).toList());
        assertThat(answers.predictions.values())
                .extracting(Prediction::getText)
                .containsOnly("The photo features a grinning face with smiling eyes.");
    }

    @Test
    void aBadImageCostsItselfAloneAndShiftsNoOther() {
        byte[] bad = "no image".getBytes(StandardCharsets.UTF_8);
        answer(request("a", twemoji, manifest()), request("bad", bad, manifest()), request("b", noto, manifest()));
        assertThat(answers.failures).containsOnlyKeys("bad");
        assertThat(answers.failures.get("bad")).contains("bad.jpg");
        assertThat(answers.predictions).containsOnlyKeys("a", "b");
        Prediction together = answers.predictions.get("b");
        answer(request("alone", noto, manifest()));
        assertThat(together.getTokenIds())
                .isEqualTo(answers.predictions.get("alone").getTokenIds());
    }

    @Test
    void answersAQuestionWithoutAnImageBesideOthers() {
        answer(request("text", null, manifest()), request("a", twemoji, manifest()));
        assertThat(answers.failures).isEmpty();
        assertThat(answers.predictions.get("text").getPrompt())
                .doesNotContain("<image>")
                .contains(QUESTION);
        assertThat(answers.predictions.get("a").getText()).contains("grinning face");
    }

    @Test
    void keepsToEachRunsLimitOfNewTokensWithinOneBatch() {
        RunManifest three = manifest();
        three.setMaxNewTokens(3);
        answer(request("short", twemoji, three), request("long", twemoji, manifest()));
        Prediction cut = answers.predictions.get("short");
        assertThat(cut.getTokenIds()).containsExactly(473, 384, 428);
        assertThat(cut.getTruncated()).isTrue();
        assertThat(cut.getDecoding()).isEqualTo("greedy max_new_tokens=3");
        assertThat(answers.predictions.get("long").getTruncated()).isFalse();
    }

    @Test
    void aSecondQuestionAboutAnImageReusesItsTokensAndTheMetersSaySo() {
        answer(request("first", twemoji, manifest()));
        answer(request("second", twemoji, manifest()));
        Prediction second = answers.predictions.get("second");
        assertThat(second.getTokenIds())
                .isEqualTo(answers.predictions.get("first").getTokenIds());
        assertThat(second.getReusedTokens()).isEqualTo(second.getPromptTokens() - 1);
        assertThat(second.getOutputTokens()).isEqualTo(second.getTokenIds().size());
        assertThat(second.getTokensPerSecond()).isPositive();
        assertThat(meters.get("vlmstream.decoded.tokens").counter().count()).isEqualTo(22);
        assertThat(meters.get("vlmstream.proposed.tokens").counter().count())
                .isGreaterThanOrEqualTo(
                        meters.get("vlmstream.accepted.tokens").counter().count());
        assertThat(meters.get("vlmstream.first.token.seconds").timer().count()).isEqualTo(2);
        assertThat(meters.get("vlmstream.answer.tokens.per.second").summary().count())
                .isEqualTo(2);
        assertThat(meters.get("vlmstream.prefix.hits").functionCounter().count())
                .isPositive();
        assertThat(meters.get("vlmstream.prefix.hit.rate").gauge().value()).isBetween(0.01, 1.0);
    }

    @Test
    void followsEachRunsGenerationSettingsAndSaysSo() {
        RunManifest beams = manifest();
        beams.setGeneration(Map.of("num_beams", "3", "length_penalty", "0.5", "max_new_tokens", "12"));
        RunManifest sampling = manifest();
        sampling.setGeneration(Map.of("do_sample", "true", "temperature", "1.5"));
        sampling.setSeed(7);
        answer(
                request("beams", twemoji, beams),
                request("drawn", twemoji, sampling),
                request("best", twemoji, manifest()));
        assertThat(answers.failures).isEmpty();
        assertThat(answers.predictions.get("beams").getDecoding())
                .isEqualTo("beams max_new_tokens=12 num_beams=3 length_penalty=0.5");
        Prediction drawn = answers.predictions.get("drawn");
        assertThat(drawn.getDecoding()).isEqualTo("sampling max_new_tokens=64 temperature=1.5 top_k=50 seed=7");
        answer(request("drawn", twemoji, sampling));
        assertThat(answers.predictions.get("drawn").getTokenIds()).isEqualTo(drawn.getTokenIds());
    }

    @Test
    void aRunWhoseSettingsAreWrongFailsAloneAndSaysWhy() {
        RunManifest wrong = manifest();
        wrong.setGeneration(Map.of("num_beams", "many"));
        answer(request("wrong", twemoji, wrong), request("right", twemoji, manifest()));
        assertThat(answers.failures).containsOnlyKeys("wrong");
        assertThat(answers.failures.get("wrong")).contains("num_beams is \"many\", must be an integer");
        assertThat(answers.predictions).containsOnlyKeys("right");
    }

    @Test
    void asksInTheStudysWordsWhereTheRunSaysSo() {
        RunManifest study = manifest();
        study.setPromptStyle("study");
        RunManifest thinking = manifest();
        thinking.setPromptStyle("study");
        thinking.setChainOfThought(true);
        answer(request("a", twemoji, study), request("b", twemoji, thinking));
        assertThat(answers.predictions.get("a").getPrompt()).isEqualTo("USER: <image>\n" + QUESTION + "\nASSISTANT:");
        assertThat(answers.predictions.get("b").getPrompt())
                .isEqualTo("USER: <image>\n" + QUESTION + "\nASSISTANT: Let's think step by step.");
    }
}
