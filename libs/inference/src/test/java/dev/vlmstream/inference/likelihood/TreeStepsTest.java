package dev.vlmstream.inference.likelihood;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.decoding.AttentionBlock;
import dev.vlmstream.inference.decoding.AttentionBlock.TokenTypes;
import dev.vlmstream.inference.decoding.EmbeddedPrompt;
import dev.vlmstream.inference.decoding.Positions;
import dev.vlmstream.inference.decoding.Prefill;
import dev.vlmstream.inference.decoding.Step.StepOutputs;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.likelihood.NameTree.NameTokens;
import dev.vlmstream.inference.likelihood.TreeSteps.ScoredPrefix;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a tree's places are put into steps, the values are those of one place after another. */
class TreeStepsTest {

    private static final Offset<Float> CLOSE = Offset.offset(2e-5f);
    /** With a name longer than tiny-gemma3's window. */
    private static final int[] PREFIX = {1, 148, 101, 91, 45, 137, 68, 263, 77, 12, 205};

    private static final int WORDS = 300;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny-llava",
                "tiny-llava-onevision",
                "tiny-fastvlm",
                "tiny-qwen2.5-vl",
                "tiny-qwen3-vl",
                "tiny-smolvlm",
                "tiny-internvl3",
                "tiny-moondream2",
                "tiny-paligemma2",
                "tiny-gemma3"
            })
    void packedPlacesAndBranchesSideBySideGiveTheSame(String bundle) {
        try (LanguageParts parts = parts(bundle)) {
            assertThat(parts.decoder().branches()).isTrue();
            NameTree tree = randomTree(new Random(7));
            float[][] rows = score(parts, tree, branches(parts, new BatchLimits(1, 1L << 30, 1L << 27)));
            assertSame(score(parts, tree, branches(parts, BatchLimits.DEFAULT)), rows);
            for (int places : new int[] {1, 3, 16, 1000}) {
                assertSame(score(parts, tree, new PackedSteps(parts.embedder(), parts.decoder(), places)), rows);
            }
        }
    }

    private static LanguageParts parts(String bundle) {
        BundleDirectory files = BundleDirectory.open(TestBundles.path(bundle));
        try (Loading loading = new Loading()) {
            RuntimeOptions options = TestBundles.ONE_THREAD;
            return loading.complete(LanguageParts.load(files, options, loading, types(bundle)));
        }
    }

    /** What a tree's places are told; a name attends to what is before it. */
    private static @Nullable TokenTypes types(String bundle) {
        return switch (bundle) {
            case "tiny-paligemma2" -> new TokenTypes(1, 0);
            case "tiny-gemma3" -> new TokenTypes(0, 1);
            default -> null;
        };
    }

    private static BranchSteps branches(LanguageParts parts, BatchLimits limits) {
        return new BranchSteps(parts.embedder(), parts.decoder(), limits);
    }

    /** Few words, so that names have beginnings in common; some are the beginning of others. */
    private static NameTree randomTree(Random random) {
        List<NameTokens> names = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int[] path = random.ints(1 + random.nextInt(5), 3, 6 + random.nextInt(WORDS))
                    .toArray();
            names.add(new NameTokens(path, path));
        }
        return new NameTree(names);
    }

    private static float[][] score(LanguageParts parts, NameTree tree, TreeSteps steps) {
        Positions positions = parts.decoder().positionAxes() == 1
                ? Positions.counted(PREFIX.length)
                : new Positions(counted(parts.decoder().positionAxes()), PREFIX.length);
        EmbeddedPrompt prefix =
                new EmbeddedPrompt(PREFIX, -1, EmbeddedPrompt.NO_FEATURES, positions, AttentionBlock.NONE, null);
        LogProbabilities logProbs = new LogProbabilities(tree.blank());
        try (Prefill prefill =
                Prefill.of(parts.embedder(), parts.decoder(), 0, List.of(prefix), StepOutputs.LAST_LOGITS)) {
            int words = prefill.logits(0, 0).length;
            steps.compute(tree, new ScoredPrefix(prefill.cache(), positions.next(), words, logProbs));
        }
        return logProbs.values();
    }

    private static long[][] counted(int axes) {
        long[][] places = new long[axes][PREFIX.length];
        for (long[] axis : places) {
            for (int i = 0; i < axis.length; i++) {
                axis[i] = i;
            }
        }
        return places;
    }

    private static void assertSame(float[][] actual, float[][] expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).containsExactly(expected[i], CLOSE);
        }
    }
}
