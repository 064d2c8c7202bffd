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

    /**
     * It stays where it was made for in memory. Newer releases of Java 17, and later ones, move it to an address that is drawn at
     * each start, which hardens servers against attacks: but then each process writes to all of its pages, some 70 MB, and
     * shares none.
     */
    static final List<String> IN_PLACE = List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0");

    /** That of a runnable jar lies beside it. */
    static ClassArchive beside(Path jar) {
        return new ClassArchive(jar.resolveSibling("classes.jsa"));
    }

    /** Options that take classes from the archive; none where there is none. */
    List<String> using() {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        List<String> options = new ArrayList<>(options("-XX:SharedArchiveFile="));
        options.addAll(IN_PLACE);
        return options;
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
