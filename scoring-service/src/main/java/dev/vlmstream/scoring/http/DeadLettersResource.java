package dev.vlmstream.scoring.http;

import dev.vlmstream.rest.Paths;
import dev.vlmstream.rest.items.DeadLetterLine;
import dev.vlmstream.scoring.readmodel.ReadModel;
import dev.vlmstream.scoring.readmodel.ScoreTexts;
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
    /** At most in one answer, since all of them are in memory then. */
    private static final int MOST = 1000;

    private final ReadModel readModel;
    private final ScoreTexts texts;

    DeadLettersResource(ReadModel readModel, ScoreTexts texts) {
        this.readModel = readModel;
        this.texts = texts;
    }

    /** Oldest first; without {@code run} those of all runs and of none. */
    @GET
    @Operation(summary = "The records that could not be processed, with the reasons")
    public List<DeadLetterLine> list(
            @RestQuery @Nullable String run,
            @RestQuery @DefaultValue("0") @Min(0) @Max(Integer.MAX_VALUE) int page,
            @RestQuery @DefaultValue("" + MOST) @Min(1) @Max(MOST) int size) {
        return texts.letters(readModel.deadLetters(run, (long) size * page, size));
    }
}
