package dev.vlmstream.scoring.http;

import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;

/** The numbers of a run as they change. */
@Path("/api/runs/{run}/events")
public class EventsResource {
    private final Runs runs;
    private final Listeners listeners;

    @Inject
    EventsResource(Runs runs, Listeners listeners) {
        this.runs = runs;
        this.listeners = listeners;
    }

    /** {@code metrics} at once and after changes, {@code complete} once. */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> events(String run) {
        return listeners.listen(runs.require(run));
    }
}
