package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.decoding.GeneratedSequence.PromptLookup;
import dev.vlmstream.inference.decoding.Step.StepOutputs;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Whether tokens that an answer may continue with are computed together with its last one, so that a step gives several tokens
 * where the guess was right (Leviathan et al. 2023). That is done only where it cannot change an answer: where a step of several
 * tokens gives to the bit what as many steps of one token give. It does not where query heads do not share heads of keys, since
 * the kernel for a matrix of one row adds in another order than that for several rows, nor where an export masks several tokens
 * differently. So this is tried on the decoder and the machine at hand, when there is a guess for the first time.
 *
 * <p>Only an answer that is generated alone is continued so. Side by side, answers would take different numbers of guessed tokens,
 * and the padding that this leaves between their own positions changes the last bits of what attention sums. It would also pay
 * less: the more rows a step has, the more of its time goes to each further token.
 */
final class Speculation {

    private static final System.Logger LOG = System.getLogger(Speculation.class.getName());
    /** Tokens before those that are compared. Any words do. */
    private static final int BEFORE = 8;

    private static final int WIDEST = 1 + PromptLookup.MOST;
    /** How many of the widest step's tokens are kept. */
    private static final int KEPT = 3;

    private final Embedder embedder;
    private final Decoder decoder;
    private @Nullable Boolean exact;

    Speculation(Embedder embedder, Decoder decoder, boolean wanted) {
        this.embedder = embedder;
        this.decoder = decoder;
        this.exact = wanted && !decoder.stepsSingly() ? null : Boolean.FALSE;
    }

    /** Whether a step of several tokens gives the bits of several steps. */
    boolean isExact() {
        if (exact == null) {
            exact = sameBits();
            LOG.log(
                    Level.DEBUG,
                    () -> decoder.graph().file()
                            + (exact
                                    ? ": an answer that copies its prompt may take several tokens a step"
                                    : ": answers take one token a step, as the bits of a step of several are others"));
        }
        return exact;
    }

    /** Also two tokens after the others are forgotten, whose logits show the keys and values of those kept. */
    private boolean sameBits() {
        int total = BEFORE + KEPT + 2;
        List<float[]> singly = new ArrayList<>();
        List<float[]> together = new ArrayList<>();
        try (KvCache cache = decoder.start(KvTensors.empty(decoder, 1, null))) {
            step(cache, BEFORE, singly);
            while (cache.length() < total) {
                step(cache, 1, singly);
            }
        }
        try (KvCache cache = decoder.start(KvTensors.empty(decoder, 1, null))) {
            step(cache, BEFORE, together);
            step(cache, WIDEST, together);
            cache.forget(WIDEST - KEPT);
            together.subList(BEFORE + KEPT, together.size()).clear();
            step(cache, 2, together);
        }
        for (int i = 0; i < total; i++) {
            if (!Arrays.equals(singly.get(i), together.get(i))) {
                return false;
            }
        }
        return true;
    }

    private void step(KvCache cache, int tokens, List<float[]> logits) {
        long[] ids = LongStream.range(cache.length(), cache.length() + tokens).toArray();
        long[] mask = new long[cache.length() + tokens];
        Arrays.fill(mask, 1);
        long[] places = LongStream.range(0, (long) decoder.positionAxes() * tokens)
                .map(i -> ids[(int) (i % tokens)])
                .toArray();
        try (Embeddings embeds = embedder.tokens(ids, 1);
                Step step = cache.step(embeds, mask, places, StepOutputs.ALL_LOGITS)) {
            for (int i = 0; i < tokens; i++) {
                logits.add(step.logits(0, i));
            }
        }
    }
}
