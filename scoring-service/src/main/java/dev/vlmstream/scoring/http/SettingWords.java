package dev.vlmstream.scoring.http;

import dev.vlmstream.evaluation.run.InvalidRunException;
import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.ManifestFields;
import java.util.Map;

/** The settings of a run that are not the default, for readers. */
final class SettingWords {
    private SettingWords() {}

    /** In words, by the settings' keys; empty for a manifest with a value that this software does not know. */
    static Map<String, String> of(RunManifest manifest) {
        try {
            return RunSpec.ofFields(ManifestFields.of(manifest)).notDefault();
        } catch (InvalidRunException e) {
            return Map.of();
        }
    }
}
