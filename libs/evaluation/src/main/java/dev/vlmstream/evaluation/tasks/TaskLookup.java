package dev.vlmstream.evaluation.tasks;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Definitions as events carry them; those that were read last are kept, since many events carry the same. */
public final class TaskLookup {
    private static final int KEPT = 100;

    private static final Map<String, TaskDefinition> READ =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, TaskDefinition> eldest) {
                    return size() > KEPT;
                }
            });

    private TaskLookup() {}

    /**
     * The definition that an event means.
     *
     * @param definition its text; null: the one that ships
     * @param id of the one that ships; null: none is meant
     * @return null if the event means none
     * @throws IllegalArgumentException if the text is no definition, or none ships of that id
     */
    public static @Nullable TaskDefinition of(@Nullable String definition, @Nullable String id) {
        if (definition == null) {
            return id == null ? null : ShippedTasks.of(id);
        }
        TaskDefinition known = READ.get(definition);
        if (known == null) {
            known = TaskDefinition.parse(definition);
            READ.put(definition, known);
        }
        return known;
    }

    /**
     * What of an item a run's wording needs besides its question.
     *
     * @param definition and {@code id} as for {@link #of}
     * @param style in which the run words questions
     */
    public static Set<String> wordingFields(@Nullable String definition, @Nullable String id, String style) {
        TaskDefinition meant = of(definition, id);
        return meant == null ? Set.of() : meant.prompt(style).fields();
    }
}
