package dev.vlmstream.scoring.http.live;

import dev.vlmstream.rest.Paths;
import dev.vlmstream.rest.live.AllRunsEvent.RunNames;
import dev.vlmstream.rest.runs.RunProgress;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** All runs as they appear and change, as Server-Sent Events. */
@Path(Paths.EVENTS)
@Produces(MediaType.SERVER_SENT_EVENTS)
public class AllEventsResource {
    private final Subscriptions subscriptions;
    private final EventStreams streams;

    AllEventsResource(Subscriptions subscriptions, EventStreams streams) {
        this.subscriptions = subscriptions;
        this.streams = streams;
    }

    /** {@code runs} at once, then those that appear or change; {@code complete} and {@code deleted} with their names. */
    @GET
    @Operation(
            summary = "All runs as they appear and change",
            description =
                    "Server-Sent Events with JSON data: runs, at once with the newest runs, then with those that appear or"
                            + " change; complete and deleted, with their names.")
    @APIResponse(
            responseCode = "200",
            description = "The events",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(oneOf = {RunProgress.class, RunNames.class})))
    public Multi<OutboundSseEvent> allEvents() {
        return streams.open(subscriptions::subscribe);
    }
}
