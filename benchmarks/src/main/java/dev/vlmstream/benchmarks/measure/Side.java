package dev.vlmstream.benchmarks.measure;

/** One way of doing the work, warmed up. */
public interface Side {
    /** As it stands in the table. */
    String name();

    /** Does the work once. */
    Round round();
}
