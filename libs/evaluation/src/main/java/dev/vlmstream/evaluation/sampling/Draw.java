package dev.vlmstream.evaluation.sampling;

import dev.vlmstream.evaluation.Named;

/** How the labels that a closed-world question offers are drawn. Both draw by the run's seed; they offer other labels. */
public enum Draw implements Named {
    /** As the study's script: one generator runs through all items ({@link StudyDraw}), so the choices travel with the items. */
    STUDY,
    /** By seed and the item's id alone ({@link ItemDraw}): for items that come one by one. */
    ITEM;

    /** @throws IllegalArgumentException if there is no such draw; the message lists the known ones */
    public static Draw of(String id) {
        return Named.find(Draw.class, "draw", id);
    }
}
