package dev.vlmstream.ingest.http;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What became of the items of a request. */
@Schema(description = "What became of the items of a request")
public record ItemsTaken(
        String run,

        @Schema(description = "Kafka has this many for good")
        long accepted,

        @Schema(description = "This many cannot be asked, and were not sent")
        long refusedCount,

        @Schema(description = "The first hundred of these") List<RefusedLine> refused) {

    /** A line that cannot be asked. */
    public record RefusedLine(
            @Schema(description = "The first is 1") long line,
            @Schema(description = "What is wrong with it") String error) {}
}
