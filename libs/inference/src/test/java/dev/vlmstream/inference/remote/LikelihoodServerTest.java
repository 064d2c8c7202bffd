package dev.vlmstream.inference.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.inference.ClassLikelihoods;
import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.RankedClass;
import dev.vlmstream.inference.Ranking;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.remote.api.AllowedKeys;
import dev.vlmstream.inference.remote.stub.SharedRecords;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A real server and a local bundle of the same weights: {@code -Dlikelihood.remote=DIR} is the remote model's directory,
 * {@code -Dlikelihood.bundle=DIR} the bundle's, exported in float32 and served in float32. {@code -Dlikelihood.image=false} asks
 * without images, for completions.
 */
class LikelihoodServerTest {
    private static final int IMAGES = 3;
    private static final int NAMES = 60;
    /** Two implementations of the same float32 arithmetic. */
    private static final double CLOSE = 1e-3;

    @Test
    void theServersNumbersAreTheBundles() throws IOException {
        String remote = System.getProperty("likelihood.remote");
        assumeTrue(remote != null, "no server: give -Dlikelihood.remote=DIR and -Dlikelihood.bundle=DIR");
        String[] all = new ObjectMapper()
                .readValue(Demo.data().resolve("emoji_classes.json").toFile(), String[].class);
        List<String> names = List.of(all).subList(0, NAMES);
        SharedRecords records = new SharedRecords();
        RemoteSettings settings =
                RemoteSettings.of(records, records, "instance", AllowedKeys.of(List.of()), System::getenv);
        double worst = 0;
        try (RemoteModel server = RemoteModel.open(BundleFinder.open(Path.of(remote)), settings);
                VisionLanguageModel local = (VisionLanguageModel) ModelLoader.load(
                        BundleFinder.open(Path.of(System.getProperty("likelihood.bundle"))), RuntimeOptions.cpu())) {
            for (int i = 0; i < IMAGES; i++) {
                boolean seen = Boolean.parseBoolean(System.getProperty("likelihood.image", "true"));
                String image = Demo.expected("emoji-vlm").get(i).get("image").asText();
                String question = seen ? Demo.QUESTION : Demo.QUESTION + " " + i;
                byte[] bytes = seen ? Files.readAllBytes(Demo.data().resolve(image)) : null;
                RemoteLikelihood outcome = server.likelihoods(
                        new LikelihoodQuestion(
                                new RemoteQuestion("run", null, question, bytes, seen ? image : null, null),
                                "The photo features a",
                                names),
                        () -> {});
                assertThat(outcome).isInstanceOf(RemoteLikelihood.Scored.class);
                ClassLikelihoods told = ((RemoteLikelihood.Scored) outcome).likelihoods();
                Picture picture = seen ? new Picture.Pixels(Demo.input(local, image), null) : null;
                String prompt = local.likelihoodPrompt(question, seen, PromptStyle.CHAT, "The photo features a");
                ClassLikelihoods own = local.classLikelihoods(
                                List.of(new Request(picture, prompt)), ClassNames.direct(names))
                        .get(0);
                assertThat(told.tokens()).containsExactly(own.tokens());
                worst = Math.max(worst, worst(told, own));
                assertThat(order(told.sums(), names)).isEqualTo(order(own.sums(), names));
            }
        }
        System.out.printf("%d images, %d names: log-probabilities differ by %.1e at most%n", IMAGES, NAMES, worst);
        assertThat(worst).isLessThan(CLOSE);
    }

    private static double worst(ClassLikelihoods told, ClassLikelihoods own) {
        double worst = 0;
        for (int i = 0; i < told.logProbs().length; i++) {
            for (int j = 0; j < told.logProbs()[i].length; j++) {
                worst = Math.max(worst, Math.abs(told.logProbs()[i][j] - own.logProbs()[i][j]));
            }
        }
        return worst;
    }

    private static List<Integer> order(float[] values, List<String> names) {
        return Ranking.top(values, names, names.size()).stream()
                .map(RankedClass::index)
                .toList();
    }
}
