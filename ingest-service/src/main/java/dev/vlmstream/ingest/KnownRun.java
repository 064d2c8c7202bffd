package dev.vlmstream.ingest;

import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Deletions;
import dev.vlmstream.schemas.topics.ManifestDifference;
import dev.vlmstream.schemas.topics.ManifestFields;
import org.jspecify.annotations.Nullable;

/** What holds of an existing run: its settings never change, and its id is not used again. */
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

    /** Whether a closing record said that all items are there. */
    public static boolean isClosed(RunManifest known) {
        return known.getClosedAt() != null;
    }

    /**
     * @param digest of the items; null: it is not said
     * @throws RejectedException if the run is known to have others, or another number
     */
    public static void requireItems(RunManifest known, long items, @Nullable String digest) {
        if (known.getItems() != null && known.getItems() != items) {
            throw new RejectedException("run \"" + known.getRun() + "\" "
                    + (isClosed(known) ? "was closed with " : "is said to have ") + known.getItems()
                    + " items, now " + items + " are said");
        }
        if (digest != null && known.getItemsDigest() != null && !digest.equals(known.getItemsDigest())) {
            throw new RejectedException("run \"" + known.getRun() + "\" has other items: their digest is "
                    + known.getItemsDigest() + ", now " + digest + " is said");
        }
    }

    /**
     * Nobody has checked a manifest that was written to the runs topic itself.
     *
     * @throws RejectedException if ingest would not have taken it
     */
    static void requireValid(RunManifest known) {
        try {
            if (known.getItems() != null && known.getItems() < 0) {
                throw new IllegalArgumentException("\"items\" is " + known.getItems());
            }
            RunSpec.requireFields(ManifestFields.of(known));
        } catch (IllegalArgumentException e) {
            throw new RejectedException(
                    "the manifest of run \"" + known.getRun() + "\" in the runs topic is wrong: " + e.getMessage(), e);
        }
    }

    /** @throws RejectedException if the run was deleted */
    public static void requireNotDeleted(RunManifest known) {
        if (Deletions.isDeleted(known)) {
            throw new RejectedException(
                    "run \"" + known.getRun() + "\" was deleted, and ids are not used again; choose another run id");
        }
    }
}
