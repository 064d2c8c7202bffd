package dev.vlmstream.scoring.http;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.scoring.view.Board;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestQuery;

/** Records that could not be worked on. */
@Path("/api/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
public class DeadLettersResource {
    private final Board board;

    @Inject
    DeadLettersResource(Board board) {
        this.board = board;
    }

    /** Oldest first; without {@code run} those of all runs and of none. */
    @GET
    public List<Letter> list(@RestQuery String run) {
        return board.deadLetters(run).stream().map(Letter::of).toList();
    }

    /**
     * A dead letter without the record it is about.
     *
     * @param topic where that record lies
     * @param at milliseconds since the epoch
     */
    public record Letter(
            String run,
            String item,
            String model,
            String service,
            String reason,
            String topic,
            int partition,
            long offset,
            long at) {
        static Letter of(DeadLetter letter) {
            return new Letter(
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
}
