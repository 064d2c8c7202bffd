package dev.vlmstream.schemas.topics;

import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.RunManifest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * Names that runs bring for their labels, such as synonyms. Of a manifest they are a map of label → names, of a reference the
 * names of its label, in a field that is called the same; whatever both schemas have so is carried from one to the other.
 */
public final class NamesByLabel {
    private static final List<String> KINDS = RunManifest.getClassSchema().getFields().stream()
            .filter(field -> field.schema().getType() == Schema.Type.MAP
                    && isNames(field.schema().getValueType()))
            .map(Schema.Field::name)
            .filter(kind -> Reference.getClassSchema().getField(kind) != null)
            .toList();

    private NamesByLabel() {}

    private static boolean isNames(Schema schema) {
        return schema.getType() == Schema.Type.ARRAY && schema.getElementType().getType() == Schema.Type.STRING;
    }

    /**
     * Gives a reference the names of its label. Where a run brings names of a kind at all, a label without any stands for
     * itself, so that the rule that needs them has all items of the run under it.
     *
     * @param label under which the manifest has the names
     */
    public static Reference copy(RunManifest manifest, String label, Reference reference) {
        for (String kind : KINDS) {
            reference.put(Reference.getClassSchema().getField(kind).pos(), names(manifest, kind, label));
        }
        return reference;
    }

    @SuppressWarnings("unchecked")
    private static List<String> names(RunManifest manifest, String kind, String label) {
        Map<String, List<String>> byLabel = (Map<String, List<String>>)
                manifest.get(RunManifest.getClassSchema().getField(kind).pos());
        if (byLabel.isEmpty()) {
            return List.of();
        }
        List<String> names = byLabel.getOrDefault(label, List.of());
        return names.isEmpty() ? List.of(label) : names;
    }

    /** By kind, the names that a reference has; kinds without any are left out. */
    @SuppressWarnings("unchecked")
    public static Map<String, List<String>> of(Reference reference) {
        Map<String, List<String>> names = new TreeMap<>();
        for (String kind : KINDS) {
            List<String> all = (List<String>)
                    reference.get(Reference.getClassSchema().getField(kind).pos());
            if (!all.isEmpty()) {
                names.put(kind, all);
            }
        }
        return names;
    }
}
