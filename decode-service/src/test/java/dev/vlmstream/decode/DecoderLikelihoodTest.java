package dev.vlmstream.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.FloatBytes;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.RunManifest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Class likelihoods. */
class DecoderLikelihoodTest extends LoadedDecoder {

    @Test
    void classLikelihoodRanksTheNamesBySumAndByMean() {
        RunManifest manifest = likelihoods();
        answer(request("a", twemoji, manifest));

        Prediction prediction = answers.predictions.get("a");
        float[] sums = FloatBytes.FLOAT32.read(prediction.getLikelihoods().getSums());
        assertThat(sums).hasSize(3).doesNotContain(0);
        assertThat(prediction.getLikelihoods().getTokens().remaining()).isEqualTo(6);
        assertThat(prediction.getRanking()).hasSize(3);
        RankedClass first = prediction.getRanking().get(0);
        assertThat(first.getScore()).isEqualTo(sums[first.getIndex()]);
        assertThat(prediction.getLikelihoods().getByMean().get(0).getScore()).isGreaterThanOrEqualTo(first.getScore());
        assertThat(prediction.getPrompt()).endsWith("ASSISTANT: The photo features a");
        assertThat(prediction.getText()).isNull();
    }

    @Test
    void eachRunHasItsOwnTokenisation() {
        RunManifest study = likelihoods();
        study.setTokenisation("study");
        answer(request("a", twemoji, likelihoods()), request("b", twemoji, study));
        assertThat(answers.predictions.get("a").getDecoding()).isEqualTo("class likelihood of 3 names, direct");
        assertThat(answers.predictions.get("b").getDecoding()).isEqualTo("class likelihood of 3 names, study");
    }

    @Test
    void classLikelihoodWithoutClassesFails() {
        RunManifest manifest = likelihoods();
        manifest.setClasses(List.of());
        answer(request("a", twemoji, manifest));
        assertThat(answers.failures.get("a")).contains("--classes");
    }

    private static RunManifest likelihoods() {
        RunManifest manifest = manifest();
        manifest.setTask("class-likelihood");
        manifest.setClasses(List.of("dog", "grinning face", "red apple"));
        return manifest;
    }
}
