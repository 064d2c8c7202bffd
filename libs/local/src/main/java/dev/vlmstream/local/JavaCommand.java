package dev.vlmstream.local;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command lines of Java children: this process's own Java, small heaps, few threads. */
public final class JavaCommand {
    private JavaCommand() {}

    /**
     * What native code finds in its environment. The tokenizer library would report its use. glibc keeps one heap for all threads, in
     * huge pages where Linux has them ({@code madvise} or {@code always} in /sys/kernel/mm/transparent_hugepage/enabled), and what is
     * smaller than 8 MiB in it: as mappings of their own, most of a decoder's packed weights would lie in pages of 4 KiB, and
     * looking those up took a fifth of a step. What is freed at the heap's end stays there, as the next step asks for as much: getting
     * pages from Linux took longer than copying keys and values into them. {@link #memory} gives back what is not asked for.
     */
    public static Map<String, String> environment() {
        return Map.of(
                "OPT_OUT_TRACKING",
                "true",
                "MALLOC_ARENA_MAX",
                "1",
                "GLIBC_TUNABLES",
                "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=8388608:glibc.malloc.trim_threshold=1073741824");
    }

    /** How every command line begins: this process's own Java, in English. */
    public static List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(language());
        return command;
    }

    static List<String> small(int heapMegabytes, Path temporary) {
        List<String> command = java();
        command.addAll(memory(heapMegabytes));
        if (Runtime.version().feature() < 24) {
            // Statistics for jstat once a second, not twenty times, for which each idle process woke up. Later releases
            // take none, and warn of the option.
            command.add("-XX:PerfDataSamplingInterval=1000");
        }
        // A process that runs out of memory ends, and is started again, instead of limping on.
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(lateCompiler());
        command.add("-Djava.io.tmpdir=" + temporary);
        return command;
    }

    /** How Java holds memory, with a heap of at most that many megabytes. */
    public static List<String> memory(int heapMegabytes) {
        return List.of(
                "-Xmx" + heapMegabytes + "m",
                // By default the heap begins at a 64th of the machine's memory, and all of it is touched before the
                // first collection.
                "-Xms16m",
                "-XX:+UseSerialGC",
                // What loading a model or a large batch leaves free in glibc's heap goes back to the system, some
                // 50 MB of a decoder; the first releases of Java 17 cannot. The next batch has its pages cleared again.
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:TrimNativeHeapInterval=60000");
    }

    /**
     * English, whatever the user's language is: Kafka's broker does not start in Turkish, whose capital of {@code i} is none that
     * its names have, and numbers in files and pages have points and plain digits everywhere.
     */
    static List<String> language() {
        return List.of("-Duser.language=en", "-Duser.country=US");
    }

    /**
     * The second compiler begins twenty times later than by default: on a machine of few cores, where all processes start at
     * once, it took a fifth of the demo's processor time for code that soon was run no more.
     */
    public static List<String> lateCompiler() {
        return List.of(
                "-XX:Tier4InvocationThreshold=100000",
                "-XX:Tier4MinInvocationThreshold=12000",
                "-XX:Tier4CompileThreshold=300000",
                "-XX:Tier4BackEdgeThreshold=800000");
    }

    /** A class path, with the archive of its classes if it is one jar that has one. */
    public static List<String> onClassPath(String classPath) {
        List<String> options = new ArrayList<>();
        if (!classPath.contains(File.pathSeparator)) {
            options.addAll(ClassArchive.beside(Path.of(classPath)).using());
        }
        options.addAll(List.of("-cp", classPath));
        return options;
    }

    /** Options of the native libraries that the model services load. */
    public static List<String> natives() {
        return List.of("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0", "--enable-native-access=ALL-UNNAMED");
    }
}
