package dev.vlmstream.inference.remote;

import dev.vlmstream.inference.bundle.Digests;
import dev.vlmstream.inference.remote.api.ReplyOutcome;
import dev.vlmstream.inference.remote.api.Usage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer or a refusal as it is kept. Failures are not.
 *
 * @param refused whether the model declined
 * @param text null: nothing came with the refusal
 * @param reason why it counts as refused; null for an answer
 */
public record StoredAnswer(
        boolean refused,
        @Nullable String text,
        @Nullable String reason,
        boolean truncated,
        int inputTokens,
        int outputTokens) {
    /** @throws IllegalArgumentException if it is neither an answer nor a refusal with its reason */
    public StoredAnswer {
        if (refused ? reason == null : text == null || text.isBlank()) {
            throw new IllegalArgumentException(refused ? "a refusal without a reason" : "an answer without a text");
        }
    }

    /** SHA-256 of address and body: it covers API, model, settings, prompt and image; keys of the API are in neither. */
    static String key(URI address, byte[] body) {
        MessageDigest digest = Digests.sha256();
        digest.update((address + "\n").getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest(body));
    }

    static Optional<StoredAnswer> of(ReplyOutcome outcome) {
        if (outcome instanceof ReplyOutcome.Text text) {
            return Optional.of(of(false, text.text(), null, text.truncated(), text.usage()));
        }
        if (outcome instanceof ReplyOutcome.Refusal refused) {
            return Optional.of(of(true, refused.text(), refused.reason(), false, refused.usage()));
        }
        return Optional.empty();
    }

    private static StoredAnswer of(
            boolean refused, @Nullable String text, @Nullable String reason, boolean truncated, Usage usage) {
        return new StoredAnswer(refused, text, reason, truncated, usage.inputTokens(), usage.outputTokens());
    }

    ReplyOutcome outcome() {
        Usage usage = new Usage(inputTokens, outputTokens);
        return refused ? new ReplyOutcome.Refusal(text, reason, usage) : new ReplyOutcome.Text(text, truncated, usage);
    }
}
