package dev.vlmstream.ingest;

import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Deletions;
import dev.vlmstream.schemas.topics.ManifestDifference;

/** What holds of a run that is there already: its settings never change, and its id is not used again. */
public final class KnownRun {
    private KnownRun() {}

    /** @throws RejectedException if the run was deleted, or has other settings; names the first difference */
    public static void requireSame(RunManifest known, RunManifest manifest) {
        requireNotDeleted(known);
        ManifestDifference.of(known, manifest).ifPresent(difference -> {
            throw new RejectedException("run \"" + manifest.getRun() + "\" exists with other settings: " + difference
                    + "; choose another run id");
        });
    }

    static void requireNotDeleted(RunManifest known) {
        if (Deletions.isDeleted(known)) {
            throw new RejectedException(
                    "run \"" + known.getRun() + "\" was deleted, and ids are not used again; choose another run id");
        }
    }
}
