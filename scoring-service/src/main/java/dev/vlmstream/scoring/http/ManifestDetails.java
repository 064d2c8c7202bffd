package dev.vlmstream.scoring.http;

import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.rest.runs.RunDetails;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.ManifestFields;
import dev.vlmstream.scoring.runs.Completeness;
import dev.vlmstream.scoring.runs.RunView;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run's manifest as JSON: every field of its schema under the schema's name, and what is known of the run besides. */
final class ManifestDetails {
    private ManifestDetails() {}

    static RunDetails of(RunView view) {
        RunManifest manifest = view.manifest().orElseThrow();
        Map<String, @Nullable Object> details = ManifestFields.of(manifest);
        details.put("classCount", manifest.getClasses().size());
        details.put("settings", settings(manifest));
        Completeness completeness = Completeness.of(view);
        details.put("complete", completeness.complete());
        details.put("problem", completeness.problem());
        return new RunDetails(details);
    }

    /** The settings that are not the default, in words, by their keys. */
    static Map<String, String> settings(RunManifest manifest) {
        return RunSpec.ofFields(ManifestFields.of(manifest)).notDefault();
    }
}
