package dev.vlmstream.scoring.http;

import dev.vlmstream.scoring.readmodel.TopicFollower;
import dev.vlmstream.streaming.http.Problem;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Answers 503 until everything was read that was there at the start: half of it would look like runs that are gone or have
 * started again.
 */
@Singleton
public class CatchUpFilter {
    private static final Problem PROBLEM = new Problem(
            "the scoring service has just been started and is still reading the topics; ask again in a moment");

    /** Filters are made before the application is configured. */
    private final Provider<TopicFollower> follower;

    CatchUpFilter(Provider<TopicFollower> follower) {
        this.follower = follower;
    }

    public boolean isOver() {
        return follower.get().isCaughtUp();
    }

    /** Null lets the request pass. */
    @ServerRequestFilter
    public @Nullable Response refuse() {
        return isOver()
                ? null
                : Response.status(Response.Status.SERVICE_UNAVAILABLE)
                        .header(HttpHeaders.RETRY_AFTER, 1)
                        .type(MediaType.APPLICATION_JSON_TYPE)
                        .entity(PROBLEM)
                        .build();
    }
}
