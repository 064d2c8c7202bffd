package dev.vlmstream.scoring.http.live;

import dev.vlmstream.scoring.http.Problem;
import dev.vlmstream.scoring.http.Runs;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.function.Consumer;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Numbers as they change, as Server-Sent Events. */
@Path("/api")
@Produces(MediaType.SERVER_SENT_EVENTS)
public class EventsResource {
    private final Runs runs;
    private final Subscriptions subscriptions;
    private final Sse sse;

    @Inject
    EventsResource(Runs runs, Subscriptions subscriptions, Sse sse) {
        this.runs = runs;
        this.subscriptions = subscriptions;
        this.sse = sse;
    }

    /** {@code metrics} at once and after changes, {@code complete} once, {@code deleted} if the run is. */
    @GET
    @Path("runs/{run}/events")
    @Operation(
            summary = "A run's numbers as they change",
            description = "Server-Sent Events whose data is JSON: metrics at once and after changes, at most every"
                    + " 50 ms; complete once; deleted if the run is. A WebSocket at /api/runs/{run}/live sends the same as"
                    + " {event, data}.")
    @APIResponse(
            responseCode = "200",
            description = "The events",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(type = SchemaType.STRING)))
    public Multi<OutboundSseEvent> events(String run) {
        runs.require(run);
        return open(connection -> subscriptions.subscribe(run, connection));
    }

    /** {@code runs} at once, then those that appear or change; {@code complete} and {@code deleted} with their names. */
    @GET
    @Path("events")
    @Operation(
            summary = "All runs as they appear and change",
            description = "Server-Sent Events whose data is JSON: runs with all at once, then those that appear or"
                    + " change; complete and deleted with their names. A WebSocket at /api/live sends the same as"
                    + " {event, data}.")
    @APIResponse(
            responseCode = "200",
            description = "The events",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(type = SchemaType.STRING)))
    public Multi<OutboundSseEvent> allEvents() {
        return open(subscriptions::subscribe);
    }

    private Multi<OutboundSseEvent> open(Consumer<LiveConnection> subscribe) {
        if (subscriptions.isFull()) {
            throw Problem.unavailable(Subscriptions.MOST + " listeners are here already; try again later");
        }
        return Multi.createFrom().emitter(emitter -> {
            EventConnection connection = new EventConnection(sse, emitter);
            emitter.onTermination(() -> subscriptions.remove(connection));
            subscribe.accept(connection);
        });
    }

    /** A client that reads Server-Sent Events. It requests the next event when the last one was written. */
    static final class EventConnection implements LiveConnection {
        private final Sse sse;
        private final MultiEmitter<? super OutboundSseEvent> emitter;

        EventConnection(Sse sse, MultiEmitter<? super OutboundSseEvent> emitter) {
            this.sse = sse;
            this.emitter = emitter;
        }

        @Override
        public boolean isReady() {
            return emitter.requested() > 0;
        }

        @Override
        public void send(String event, String data) {
            emitter.emit(
                    sse.newEventBuilder().name(event).data(String.class, data).build());
        }

        @Override
        public void heartbeat() {
            emitter.emit(sse.newEventBuilder().comment("").build());
        }

        @Override
        public void end() {
            emitter.complete();
        }

        @Override
        public void drop(String reason) {
            emitter.fail(new IllegalStateException(reason));
        }
    }
}
