package dev.vlmstream.schemas.topics;

/** Record headers, all optional: they let a record that cannot be read be counted in the run it belongs to. */
public final class Headers {
    /** UTF-8: the run a record belongs to. On JSON items it stands for a missing field {@code run}. */
    public static final String RUN = "run";
    /** UTF-8: the item a record belongs to. */
    public static final String ITEM = "item";

    /** UTF-8, on a record of {@code references} without a value: this partition is to forget that run. */
    public static final String DELETE_RUN = "delete-run";
    /** UTF-8: the dead letter that a record was sent again from, as {@code dead-letters-PARTITION-OFFSET}. */
    public static final String REPLAYED_FROM = "replayed-from";

    private Headers() {}
}
