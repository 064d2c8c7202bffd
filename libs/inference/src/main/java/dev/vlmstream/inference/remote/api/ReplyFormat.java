package dev.vlmstream.inference.remote.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/** What replies to one kind of request mean. {@link HttpReplyReader} does what all have in common. */
public interface ReplyFormat {

    /** The meaning of a JSON object that came with success. */
    ReplyOutcome answer(JsonNode reply);

    /** The meaning of an error that is not what its status says in general. */
    Optional<ReplyOutcome> error(int status, JsonNode error);

    /** How long to wait after being throttled, where {@code Retry-After} is absent. */
    Optional<Duration> delay(HttpReply reply, JsonNode body);

    /** What to do about a request that the server does not take, to be said after its own words. */
    default String cure() {
        return "";
    }
}
