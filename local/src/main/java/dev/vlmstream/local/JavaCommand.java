package dev.vlmstream.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command lines of Java children: this process's own Java, small heaps, few threads. */
final class JavaCommand {
    private JavaCommand() {}

    static List<String> small(int heapMegabytes) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + heapMegabytes + "m");
        command.add("-XX:+UseSerialGC");
        // Whoever runs out of memory ends, and is started again, instead of limping on.
        command.add("-XX:+ExitOnOutOfMemoryError");
        return command;
    }

    /** Options of the native libraries that the model services load. */
    static List<String> natives() {
        List<String> options = new ArrayList<>();
        options.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
        options.add("--enable-native-access=ALL-UNNAMED");
        return options;
    }
}
