package dev.vlmstream.scoring.http;

import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.ManifestFields;
import java.util.Map;

/** The settings of a run that are not the default, for readers. */
final class SettingWords {
    private SettingWords() {}

    /** In words, by the settings' keys. */
    static Map<String, String> of(RunManifest manifest) {
        return RunSpec.ofFields(ManifestFields.of(manifest)).notDefault();
    }
}
