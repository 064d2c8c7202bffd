package dev.vlmstream.inference.remote;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.inference.remote.api.ReplyOutcome;
import dev.vlmstream.inference.remote.api.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was answered to which request, a file for each. The key is SHA-256 of address and body, so it covers API, model,
 * settings, prompt and image; keys of the API are in neither. Failures are not kept.
 */
final class ResponseCache {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;

    /**
     * @param refused whether the model declined
     * @param text null: nothing came with the refusal
     * @param reason why it counts as refused; null for an answer
     */
    record CachedResponse(
            boolean refused,
            @Nullable String text,
            @Nullable String reason,
            boolean truncated,
            int inputTokens,
            int outputTokens) {
        static Optional<CachedResponse> of(ReplyOutcome outcome) {
            if (outcome instanceof ReplyOutcome.Text text) {
                return Optional.of(of(false, text.text(), null, text.truncated(), text.usage()));
            }
            if (outcome instanceof ReplyOutcome.Refusal refused) {
                return Optional.of(of(true, refused.text(), refused.reason(), false, refused.usage()));
            }
            return Optional.empty();
        }

        private static CachedResponse of(
                boolean refused, @Nullable String text, @Nullable String reason, boolean truncated, Usage usage) {
            return new CachedResponse(refused, text, reason, truncated, usage.inputTokens(), usage.outputTokens());
        }

        ReplyOutcome outcome() {
            Usage usage = new Usage(inputTokens, outputTokens);
            return refused
                    ? new ReplyOutcome.Refusal(text, reason, usage)
                    : new ReplyOutcome.Text(text, truncated, usage);
        }

        private boolean isWhole() {
            return refused ? reason != null : text != null && !text.isBlank();
        }
    }

    ResponseCache(Path directory) {
        this.directory = directory;
    }

    static String key(URI address, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((address + "\n").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** What is kept of a request; a file that cannot be read counts as none. */
    Optional<CachedResponse> find(String key) {
        try {
            CachedResponse entry = JSON.readValue(Files.readAllBytes(file(key)), CachedResponse.class);
            return Optional.ofNullable(entry).filter(CachedResponse::isWhole);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Keeps an answer; whoever reads sees all of it or nothing, even if this process is killed. */
    void put(String key, CachedResponse entry) {
        Path file = file(key);
        try {
            Files.createDirectories(file.getParent());
            Path part = Files.createTempFile(file.getParent(), key, ".part");
            Files.write(part, JSON.writeValueAsBytes(entry));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep an answer under " + directory + ": " + e.getMessage(), e);
        }
    }

    private Path file(String key) {
        return directory.resolve(key.substring(0, 2)).resolve(key + ".json");
    }
}
