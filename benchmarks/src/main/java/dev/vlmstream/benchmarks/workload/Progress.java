package dev.vlmstream.benchmarks.workload;

/** Tells people that it continues; standard output is for the table. */
public final class Progress {
    private Progress() {}

    public static void say(String line) {
        System.err.println("  " + line);
    }
}
