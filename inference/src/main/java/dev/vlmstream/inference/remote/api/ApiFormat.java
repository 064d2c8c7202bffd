package dev.vlmstream.inference.remote.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How one API is asked and understood. {@link Conclusion} does what all have in common. */
public interface ApiFormat {

    URI address(RemoteConfig config);

    /** Headers beside the content's type; {@code key} is null where none is sent. */
    Map<String, String> headers(@Nullable ApiKey key);

    ObjectNode request(RemoteConfig config, Prompt prompt);

    /** Settings that the API has, by their names in {@code generation_config.json}. */
    Set<String> settings();

    /** How many stop strings it takes. */
    int mostStops();

    /** Media types that the API reads. */
    Set<String> imageTypes();

    /** The meaning of a JSON object that came with success. */
    ReplyOutcome answer(JsonNode reply);

    /** The meaning of an error that is not what its status says in general. */
    Optional<ReplyOutcome> error(int status, JsonNode error);

    /** How long to wait after being throttled, where {@code Retry-After} is absent. */
    Optional<Duration> delay(HttpReply reply, JsonNode body);

    /** One question in the words of any API. */
    record Prompt(String text, @Nullable RequestImage image, RemoteGeneration generation) {}
}
