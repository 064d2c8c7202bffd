package dev.vlmstream.local;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(run(archive.using())).contains(CLASS + "shared objects file (top)");
    }

    @Test
    void aDamagedArchiveIsPassedOverInSilence() throws Exception {
        ClassArchive archive = archive();
        Files.writeString(archive.file(), "no archive");

        assertThat(run(archive.using())).contains(CLASS + "file:").doesNotContain("arning");
    }

    @Test
    void itsOptionsAreKnownAgain() throws IOException {
        ClassArchive archive = archive();
        Files.createFile(archive.file());

        assertThat(archive.using()).isNotEmpty().allMatch(ClassArchive::isOption);
        assertThat(ClassArchive.isOption("-Xmx384m")).isFalse();
    }

    private ClassArchive archive() {
        return ClassArchive.beside(directory.resolve("quarkus-run.jar"));
    }

    private String run(List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(JavaCommand.small(64));
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
