package dev.vlmstream.scoring.http.live;

import dev.vlmstream.rest.Paths;
import dev.vlmstream.rest.live.RunEvent.NewestAnswers;
import dev.vlmstream.rest.live.RunEvent.RunName;
import dev.vlmstream.rest.live.RunFeed;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.scoring.http.Runs;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestQuery;

/** The numbers of a run as they change, as Server-Sent Events. */
@Path(Paths.RUN_EVENTS)
@Produces(MediaType.SERVER_SENT_EVENTS)
public class EventsResource {
    private final Runs runs;
    private final Subscriptions subscriptions;
    private final EventStreams streams;

    EventsResource(Runs runs, Subscriptions subscriptions, EventStreams streams) {
        this.runs = runs;
        this.subscriptions = subscriptions;
        this.streams = streams;
    }

    /**
     * {@code metrics} at once and after changes, {@code complete} once; or {@code answers} as they come; {@code deleted} if the
     * run is.
     */
    @GET
    @Operation(
            summary = "A run's numbers as they change, or its answers as they arrive",
            description = "Server-Sent Events with JSON data: metrics, at once and after changes, at most every"
                    + " 50 ms; complete; deleted. With feed=answers: answers, at once the newest,"
                    + " then some of those that arrived within each second.")
    @APIResponse(
            responseCode = "200",
            description = "The events",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(oneOf = {RunMetrics.class, NewestAnswers.class, RunName.class})))
    public Multi<OutboundSseEvent> events(String run, @RestQuery @DefaultValue("metrics") RunFeed feed) {
        runs.require(run);
        return streams.open(connection -> subscriptions.subscribe(run, feed, connection));
    }
}
