package dev.vlmstream.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A service's classes as Java keeps them in memory (application class-data sharing): a third of the processor time of a start
 * is loading and verifying them. Java looks by itself whether an archive is of these jars and of this Java, and does without
 * it if not.
 */
record ClassArchive(Path file) {
    /** It is no news for a log that an archive cannot be used. */
    static final List<String> SILENT = List.of("-Xlog:cds=off", "-Xlog:cds+dynamic=off");

    /** That of a runnable jar lies beside it. */
    static ClassArchive beside(Path jar) {
        return new ClassArchive(jar.resolveSibling("classes.jsa"));
    }

    /** Options that take classes from the archive; none where there is none. */
    List<String> using() {
        return Files.isRegularFile(file) ? options("-XX:SharedArchiveFile=") : List.of();
    }

    /** Options that write it when the process ends, and the list meanwhile. */
    List<String> making() {
        List<String> options = new ArrayList<>(options("-XX:ArchiveClassesAtExit="));
        options.add("-XX:DumpLoadedClassList=" + list());
        return options;
    }

    /** The names of its classes: an image's own Java makes an archive of them, for it could not use this one. */
    Path list() {
        return file.resolveSibling("classes.lst");
    }

    private List<String> options(String option) {
        return List.of(option + file, SILENT.get(0), SILENT.get(1));
    }
}
