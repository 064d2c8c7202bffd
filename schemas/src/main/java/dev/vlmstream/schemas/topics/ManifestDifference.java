package dev.vlmstream.schemas.topics;

import dev.vlmstream.schemas.RunManifest;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;

/** What makes two manifests the same run. */
public final class ManifestDifference {
    /**
     * When and by what a manifest was written says nothing about the run, nor do its tags, what its numbers are set beside,
     * and whether it is shown; what items it has may become known later.
     */
    private static final Set<String> INCIDENTAL =
            Set.of("createdAt", "softwareVersion", "tags", "frequencies", "archived", "closedAt");
    /** What may become known later, so that it differs only where both say it. */
    private static final Set<String> LATER = Set.of("items", "itemsDigest");

    private ManifestDifference() {}

    /**
     * The first field in which a manifest sent again differs from the one there is; a run's settings never change, or
     * its numbers would mix two evaluations.
     *
     * @return for example {@code its seed is 1234, not 7}; empty if both describe the same run
     */
    public static Optional<String> of(RunManifest there, RunManifest here) {
        if (Deletions.isDeleted(there)) {
            return Optional.of("it was deleted, and ids are not used again");
        }
        for (Schema.Field field : RunManifest.getClassSchema().getFields()) {
            Object old = comparable(there, field);
            Object now = comparable(here, field);
            boolean unsaid = LATER.contains(field.name()) && (old == null || now == null);
            if (!INCIDENTAL.contains(field.name()) && !unsaid && !Objects.equals(old, now)) {
                return Optional.of("its " + field.name() + (field.name().equals("items") ? " are " : " is ")
                        + shortened(old) + ", not " + shortened(now));
            }
        }
        return Optional.empty();
    }

    /** Models may be named in any order. */
    private static Object comparable(RunManifest manifest, Schema.Field field) {
        return field.name().equals("models") ? new TreeSet<>(manifest.getModels()) : manifest.get(field.pos());
    }

    private static String shortened(Object value) {
        String text = String.valueOf(value);
        return text.length() <= 80 ? text : text.substring(0, 77) + "…";
    }
}
