package dev.vlmstream.rest;

/** Where answers are. {@code {run}} stands for a run's id, percent-encoded. */
public final class Paths {
    public static final String RUNS = "/api/runs";
    public static final String RUN = RUNS + "/{run}";
    public static final String MODELS = "/api/models";
    public static final String COLOURS = "/colours";
    public static final String MODEL_COLOURS = MODELS + COLOURS;
    public static final String MAKINGS = "/api/makings";
    public static final String GAP = "/api/gap";
    public static final String TRAININGS = "/api/trainings";
    public static final String DEAD_LETTERS = "/api/dead-letters";
    public static final String TROUBLES = "/api/troubles";
    public static final String EVENTS = "/api/events";
    /** Below {@link #RUN}. */
    public static final String METRICS = "/metrics";

    public static final String CURVE = "/curve";
    public static final String ITEMS = "/items";
    public static final String EXPORT = "/export";
    public static final String CLASSES = "/classes";
    public static final String FREQUENCY = "/frequency";
    public static final String CONFUSIONS = "/confusions";
    public static final String ANSWERS = "/answers";
    public static final String AGREEMENT = "/agreement";
    public static final String PAIRS = "/pairs";
    public static final String COMPARE = "/compare";
    public static final String DIFFERENCES = "/differences";
    public static final String RUN_EVENTS = RUN + "/events";

    private Paths() {}
}
