package dev.vlmstream.scoring.http;

import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.topics.ModelLease;
import dev.vlmstream.scoring.readmodel.ReadModel;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The bundles that services answer for. */
@Path("/api/models")
@Produces(MediaType.APPLICATION_JSON)
public class ModelsResource {
    private final ReadModel readModel;

    @Inject
    ModelsResource(ReadModel readModel) {
        this.readModel = readModel;
    }

    @GET
    @Operation(summary = "The models that services have announced, and whether these are still there")
    public List<AnnouncedModel> list() {
        Instant now = Instant.now();
        return readModel.models().stream()
                .map(model -> AnnouncedModel.of(model, now))
                .toList();
    }

    /**
     * A bundle, and the service that last announced it.
     *
     * @param announcedAt when it did so last, which it repeats while it is there
     * @param away whether that is so long ago that the service is taken for gone; questions wait until one answers again
     */
    public record AnnouncedModel(
            String model,
            String digest,
            String kind,
            List<String> tasks,
            String service,
            Instant announcedAt,
            boolean away) {
        static AnnouncedModel of(ModelAnnouncement model, Instant now) {
            return new AnnouncedModel(
                    model.getModel(),
                    model.getDigest(),
                    model.getKind(),
                    model.getTasks(),
                    model.getService(),
                    ModelLease.renewedAt(model),
                    ModelLease.isOver(model, now));
        }
    }
}
