package dev.vlmstream.scoring.http;

import dev.vlmstream.rest.AnnouncedModel;
import dev.vlmstream.rest.Paths;
import dev.vlmstream.scoring.readmodel.ReadModel;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The bundles that services answer for. */
@Path(Paths.MODELS)
@Produces(MediaType.APPLICATION_JSON)
public class ModelsResource {
    private final ReadModel readModel;

    @Inject
    ModelsResource(ReadModel readModel) {
        this.readModel = readModel;
    }

    @GET
    @Operation(summary = "The models that services answer for")
    public List<AnnouncedModel> list() {
        return readModel.models().stream()
                .map(model -> new AnnouncedModel(
                        model.getModel(), model.getDigest(), model.getKind(), model.getTasks(), model.getService()))
                .toList();
    }
}
