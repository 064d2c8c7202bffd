package dev.vlmstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.command.Installation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script at the root, run as people do. */
class ScriptIT {
    @TempDir
    Path directory;

    private record Ended(int status, String output) {}

    private Ended run(Path script, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("VLMSTREAM_NO_BUILD", "1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private static Path script() {
        return Installation.home().resolve("vlmstream");
    }

    @Test
    void itRunsFromAnywhereThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("vs"), script());
        Ended ended = run(link, Map.of(), "--version");
        Files.delete(link);
        assertThat(ended.status()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("vlmstream 0", "home " + Installation.home());
    }

    @Test
    void theExitStatusIsTheCommands() throws Exception {
        assertThat(run(script(), Map.of(), "runs").status()).isEqualTo(1);
        assertThat(run(script(), Map.of(), "--nix").status()).isEqualTo(2);
    }

    @Test
    void aJavaHomeWithoutJavaIsTold() throws Exception {
        Ended ended = run(script(), Map.of("JAVA_HOME", directory.toString()), "--version");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output()).contains("JAVA_HOME is " + directory, "17 or newer");
    }

    @Test
    void anOldJavaIsTold() throws Exception {
        Path java = Files.createDirectories(directory.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019' >&2\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Ended ended = run(script(), Map.of("JAVA_HOME", directory.toString()), "--version");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output()).contains("is Java 11.0.2; vlmstream needs 17 or newer");
    }
}
