package dev.vlmstream.scoring.http;

import dev.vlmstream.rest.AnnouncedModel;
import dev.vlmstream.rest.ModelColour;
import dev.vlmstream.rest.Paths;
import dev.vlmstream.scoring.readmodel.ReadModel;
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

    ModelsResource(ReadModel readModel) {
        this.readModel = readModel;
    }

    @GET
    @Operation(summary = "The announced models, and whether their services are still heard of")
    public List<AnnouncedModel> list() {
        return readModel.models();
    }

    @GET
    @Path(Paths.COLOURS)
    @Operation(
            summary = "The colour of each model on the page and in reports",
            description = "All models that a run names or a service has announced. As many as the palette has"
                    + " colours differ in hue, later ones in round. Variants of a model share"
                    + " its colour: BASE/VARIANT or BASE@VARIANT if BASE is a model, and the checkpoints of a training")
    public List<ModelColour> colours() {
        return readModel.colours();
    }
}
