package dev.vlmstream.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The objects alive in another process's heap, by {@code jcmd}. */
public final class LiveHeap {
    private static final Pattern USED = Pattern.compile("\\bused (\\d+)K");
    private static final Pattern METASPACE = Pattern.compile("Metaspace|class space");

    private LiveHeap() {}

    /** In bytes, after a collection. */
    public static long bytes(long pid) {
        jcmd(pid, "GC.run");
        long heap = jcmd(pid, "GC.heap_info")
                .lines()
                .filter(line -> !METASPACE.matcher(line).find())
                .map(USED::matcher)
                .filter(Matcher::find)
                .mapToLong(used -> Long.parseLong(used.group(1)) * 1024)
                .sum();
        if (heap == 0) {
            throw new IllegalStateException("jcmd says nothing of the heap of process " + pid);
        }
        return heap;
    }

    private static String jcmd(long pid, String command) {
        String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process process = new ProcessBuilder(program, String.valueOf(pid), command)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("jcmd " + command + " of process " + pid + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + program + "; the measurement needs a JDK", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
