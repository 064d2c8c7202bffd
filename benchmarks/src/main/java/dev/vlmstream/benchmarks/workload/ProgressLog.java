package dev.vlmstream.benchmarks.workload;

/** Tells people that it continues; standard output is for the table. */
public final class ProgressLog {
    private ProgressLog() {}

    public static void say(String line) {
        System.err.println("  " + line);
    }
}
