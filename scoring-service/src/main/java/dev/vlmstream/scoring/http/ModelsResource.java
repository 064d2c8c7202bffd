package dev.vlmstream.scoring.http;

import dev.vlmstream.scoring.readmodel.Board;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The bundles that services answer for. */
@Path("/api/models")
@Produces(MediaType.APPLICATION_JSON)
public class ModelsResource {
    private final Board board;

    @Inject
    ModelsResource(Board board) {
        this.board = board;
    }

    @GET
    @Operation(summary = "The models that services answer for")
    public List<Model> list() {
        return board.models().stream()
                .map(model -> new Model(
                        model.getModel(), model.getDigest(), model.getKind(), model.getTasks(), model.getService()))
                .toList();
    }

    /** A bundle, and the service that last announced it. */
    public record Model(String model, String digest, String kind, List<String> tasks, String service) {}
}
