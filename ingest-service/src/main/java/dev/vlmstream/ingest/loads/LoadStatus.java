package dev.vlmstream.ingest.loads;

import dev.vlmstream.schemas.DatasetLoad;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How far the reading of a dataset is. */
@Schema(description = "How far the reading of a dataset is")
public record LoadStatus(
        String run,
        @Schema(description = "Names it within the run") String load,

        @Schema(description = "Its address, without what may be a signature")
        String dataset,

        @Schema(nullable = true) @Nullable String split,

        @Schema(
                enumeration = {"waiting", "fetching", "reading", "pushing", "done", "failed", "cancelled"},
                description = "The last three are final; one that failed continues when it is asked for again")
        String state,

        @Schema(nullable = true, description = "Why it failed, or what it waits for") @Nullable
        String error,

        long fetchedBytes,

        @Schema(description = "Of all files, as far as that is known")
        long bytes,

        @Schema(nullable = true, description = "Of the dataset, once it was read") @Nullable
        Long items,

        @Schema(description = "Kafka has this many items for good")
        long accepted,

        @Schema(description = "This many cannot be asked, and were not sent")
        long refusedCount,

        @Schema(description = "The first twenty of these, rows that were left out, and what was decided, a line each")
        List<String> told,

        @Schema(description = "Which instance of the service has it")
        String replica,

        @Schema(description = "Milliseconds since the epoch")
        long requestedAt,

        @Schema(description = "When it was heard of last, milliseconds since the epoch")
        long heardAt) {

    static LoadStatus of(DatasetLoad load) {
        return new LoadStatus(
                load.getRun(),
                load.getLoad(),
                load.getAddress().replaceFirst("[?#].*", ""),
                load.getSplit(),
                load.getState(),
                load.getError(),
                load.getFetchedBytes(),
                load.getBytes(),
                load.getItems(),
                load.getAccepted(),
                load.getRefused(),
                load.getTold(),
                load.getReplica(),
                load.getRequestedAt(),
                load.getHeardAt());
    }
}
