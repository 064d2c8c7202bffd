package dev.vlmstream.scoring.http;

import dev.vlmstream.rest.Paths;
import dev.vlmstream.rest.items.DeadLetterLine;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.scoring.readmodel.ReadModel;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Records that could not be worked on. */
@Path(Paths.DEAD_LETTERS)
@Produces(MediaType.APPLICATION_JSON)
public class DeadLettersResource {
    /** As many as are kept. */
    private static final int ALL = 20_000;

    private final ReadModel readModel;

    @Inject
    DeadLettersResource(ReadModel readModel) {
        this.readModel = readModel;
    }

    /** Oldest first; without {@code run} those of all runs and of none; without {@code size} all that are kept. */
    @GET
    @Operation(summary = "What could not be worked on, and why")
    public List<DeadLetterLine> list(
            @RestQuery @Nullable String run,
            @RestQuery @DefaultValue("0") @Min(0) @Max(Integer.MAX_VALUE) int page,
            @RestQuery @DefaultValue("" + ALL) @Min(1) @Max(ALL) int size) {
        return readModel.deadLetters(run).stream()
                .skip((long) size * page)
                .limit(size)
                .map(DeadLettersResource::line)
                .toList();
    }

    private static DeadLetterLine line(DeadLetter letter) {
        return new DeadLetterLine(
                letter.getRun(),
                letter.getItemId(),
                letter.getModel(),
                letter.getService(),
                letter.getReason(),
                letter.getTopic(),
                letter.getPartition(),
                letter.getOffset(),
                letter.getAt());
    }
}
