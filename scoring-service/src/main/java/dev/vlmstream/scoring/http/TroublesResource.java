package dev.vlmstream.scoring.http;

import dev.vlmstream.rest.Paths;
import dev.vlmstream.rest.Trouble;
import dev.vlmstream.schemas.cluster.DiskRoom;
import dev.vlmstream.scoring.readmodel.ReadModel;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.health.KafkaHealth;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What keeps the installation from working, as far as this service sees it. */
@Path(Paths.TROUBLES)
@Produces(MediaType.APPLICATION_JSON)
public class TroublesResource {
    private final KafkaHealth kafka;
    private final StreamConfig config;
    private final ReadModel readModel;

    TroublesResource(@Readiness KafkaHealth kafka, StreamConfig config, ReadModel readModel) {
        this.kafka = kafka;
        this.config = config;
        this.readModel = readModel;
    }

    @GET
    @Operation(
            summary = "What keeps the installation from working: brokers that do not answer, a disk that is"
                    + " full, models whose server is unavailable, items of unknown runs, runs whose models no service has"
                    + " announced")
    public List<Trouble> list() {
        List<Trouble> troubles = new ArrayList<>();
        kafka.complaint().ifPresent(text -> troubles.add(new Trouble("kafka", text)));
        DiskRoom.of(config.stateDir()).complaint().ifPresent(text -> troubles.add(new Trouble("disk", text)));
        readModel.modelTroubles().forEach(text -> troubles.add(new Trouble("model", text)));
        readModel
                .waiting()
                .forEach((run, records) -> troubles.add(new Trouble(
                        "waiting",
                        records
                                + (records == 1 ? " record waits" : " records wait") + " for the manifest of "
                                + (run.isEmpty()
                                        ? "a run that they do not name; without a name, exactly one run must be open"
                                        : "run \"" + run + "\""))));
        readModel
                .lateModels()
                .forEach((run, models) -> troubles.add(new Trouble(
                        "waiting",
                        "run \"" + run + "\" waits for " + String.join(", ", models)
                                + ", which no service has announced; after "
                                + config.modelGrace().toSeconds()
                                + " s (vlmstream.model-grace) it continues without them")));
        return troubles;
    }
}
