package dev.vlmstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of classes, with the Java that runs the tests. */
class ClassArchiveTest {
    private static final String CLASS = "[class,load] org.assertj.core.api.Assertions source: ";

    @TempDir
    private Path directory;

    @Test
    void whatAProcessWritesAtItsEndTheNextStartsFrom() throws Exception {
        ClassArchive archive = archive();
        assertThat(archive.using()).as("no archive yet").isEmpty();

        run(archive.making());

        assertThat(archive.file()).isNotEmptyFile();
        assertThat(archive.list()).content().contains("org/assertj/core/api/Assertions");
        assertThat(run(archive.using())).contains(CLASS + "shared objects file (top)");
    }

    @Test
    void itIsNotMovedInMemory() throws Exception {
        ClassArchive archive = archive();
        run(archive.making());
        List<String> options = new ArrayList<>(List.of("-Xlog:cds"));
        archive.using().stream()
                .filter(option -> !ClassArchive.SILENT.contains(option))
                .forEach(options::add);

        assertThat(run(options)).contains("Mapped dynamic region #0").doesNotContain("alternative address");
    }

    @Test
    void aDamagedArchiveIsPassedOverInSilence() throws Exception {
        ClassArchive archive = archive();
        Files.writeString(archive.file(), "no archive");

        assertThat(run(archive.using())).contains(CLASS + "file:").doesNotContain("arning");
    }

    @Test
    void aClassPathOfOneJarHasTheArchiveBesideIt() throws IOException {
        Files.createFile(archive().file());
        String jar = directory.resolve("command.jar").toString();

        assertThat(JavaCommand.onClassPath(jar)).containsAll(archive().using()).endsWith("-cp", jar);
        assertThat(JavaCommand.onClassPath(jar + File.pathSeparator + jar)).hasSize(2);
    }

    private ClassArchive archive() {
        return ClassArchive.beside(directory.resolve("quarkus-run.jar"));
    }

    private String run(List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(JavaCommand.small(64, directory));
        command.addAll(options);
        String jar = Path.of(org.assertj.core.api.Assertions.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
        command.addAll(List.of("-Xlog:class+load", "-cp", jar, "org.assertj.core.api.Assertions"));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.waitFor(5, TimeUnit.MINUTES);
        return Files.readString(output);
    }
}
