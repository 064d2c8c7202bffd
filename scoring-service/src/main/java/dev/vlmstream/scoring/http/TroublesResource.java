package dev.vlmstream.scoring.http;

import dev.vlmstream.rest.Paths;
import dev.vlmstream.rest.Trouble;
import dev.vlmstream.schemas.disk.DiskRoom;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.health.KafkaHealth;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What keeps the installation from working, as far as this service sees it. */
@Path(Paths.TROUBLES)
@Produces(MediaType.APPLICATION_JSON)
public class TroublesResource {
    private final KafkaHealth kafka;
    private final StreamConfig config;

    @Inject
    TroublesResource(@Readiness KafkaHealth kafka, StreamConfig config) {
        this.kafka = kafka;
        this.config = config;
    }

    @GET
    @Operation(summary = "What keeps the installation from working: brokers that do not answer, a disk that is full")
    public List<Trouble> list() {
        return Stream.concat(
                        kafka.complaint().map(text -> new Trouble("kafka", text)).stream(),
                        DiskRoom.of(config.stateDir()).complaint().map(text -> new Trouble("disk", text)).stream())
                .toList();
    }
}
