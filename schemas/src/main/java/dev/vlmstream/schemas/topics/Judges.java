package dev.vlmstream.schemas.topics;

import java.util.Optional;

/** How judges are announced: beside the models that answer, of which one may be the same bundle. */
public final class Judges {
    private static final String PREFIX = "judge:";

    private Judges() {}

    /** The name under which a bundle is announced as a judge; no run can ask a model of that name. */
    public static String announced(String bundle) {
        return PREFIX + bundle;
    }

    /** The bundle that an announcement's name says judges; empty for a model that answers. */
    public static Optional<String> bundle(String announced) {
        return announced.startsWith(PREFIX) ? Optional.of(announced.substring(PREFIX.length())) : Optional.empty();
    }
}
