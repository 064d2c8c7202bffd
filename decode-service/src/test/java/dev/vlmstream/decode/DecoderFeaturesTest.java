package dev.vlmstream.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.serving.ModelRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Features that are written, and features that come instead of images. */
class DecoderFeaturesTest extends LoadedDecoder {

    @Test
    void writesTheFeaturesThatTheRunWants() {
        RunManifest manifest = manifest();
        manifest.setFeatures(List.of("last", "mean", "position:-1", "image_features"));
        answer(request("a", twemoji, manifest));

        assertThat(answers.features)
                .extracting(Features::getKind)
                .containsExactly("last", "mean", "position:-1", "image_features");
        assertThat(answers.features.get(0).getData())
                .isEqualTo(answers.features.get(2).getData());
        assertThat(answers.features.get(0).getData())
                .isNotEqualTo(answers.features.get(1).getData());
        assertThat(answers.features.get(3).getShape()).containsExactly(16, 192);
        assertThat(answers.features.get(3).getQuestion().getImage().getBytes()).isNull();
        assertThat(answers.features.get(0).getPrompt())
                .isEqualTo(answers.predictions.get("a").getPrompt());
    }

    @Test
    void writesWhatTheProjectorReads() {
        RunManifest manifest = manifest();
        manifest.setFeatures(List.of("projector_input"));
        answer(request("a", twemoji, manifest));

        assertThat(answers.features).extracting(Features::getKind).containsExactly("projector_input");
        assertThat(answers.features.get(0).getShape()).containsExactly(16, 1280);
        assertThat(answers.features.get(0).getPrompt())
                .isEqualTo(answers.predictions.get("a").getPrompt());
    }

    @Test
    void answersTheSameWhenTheImageComesEncoded() {
        RunManifest manifest = manifest();
        manifest.setFeatures(List.of("image_features"));
        answer(request("a", twemoji, manifest), request("b", noto, manifest));
        List<ModelRequest> encoded = answers.features.stream()
                .map(features -> new ModelRequest(features.getQuestion(), manifest(), null, features, null))
                .toList();

        Collected again = new Collected();
        decoder().answer(encoded, again);

        for (String item : List.of("a", "b")) {
            assertThat(again.predictions.get(item).getTokenIds())
                    .isNotEmpty()
                    .isEqualTo(answers.predictions.get(item).getTokenIds());
        }
    }

    @Test
    void featuresThatDoNotFitTheirShapeFailTheirQuestionAlone() {
        RunManifest manifest = manifest();
        manifest.setFeatures(List.of("image_features"));
        answer(request("a", twemoji, manifest));
        Features broken = answers.features.get(0);
        broken.setShape(List.of(16, 3));

        decoder().answer(List.of(new ModelRequest(broken.getQuestion(), manifest(), null, broken, null)), answers);

        assertThat(answers.failures.get("a")).contains("features").contains("[16, 3]");
    }
}
