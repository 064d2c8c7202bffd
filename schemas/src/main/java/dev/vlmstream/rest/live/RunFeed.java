package dev.vlmstream.rest.live;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What of a run a stream shows. */
public enum RunFeed {
    METRICS,
    ANSWERS;

    /** The name in requests. */
    @JsonValue
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Found by JAX-RS.
     *
     * @throws IllegalArgumentException if there is no such feed
     */
    public static RunFeed fromString(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
