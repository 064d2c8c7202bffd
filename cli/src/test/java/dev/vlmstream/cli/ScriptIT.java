package dev.vlmstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vlmstream.cli.command.Installation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    private Ended inBash(String line) throws Exception {
        executable("line", "exec bash -c '" + line + "' " + script());
        return run(directory.resolve("line"), Map.of());
    }

    @Test
    void outputThatCannotBeWrittenIsTold() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "a device that is always full, which Linux has");
        Ended ended = inBash("$0 tasks list >/dev/full");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output()).contains("vlmstream: standard output ends before all was written: ");
    }

    @Test
    void whoseReaderHasGoneEndsAsBySigpipeAndSaysNothing() throws Exception {
        Ended ended = inBash("$0 tasks list | exit 0; exit ${PIPESTATUS[0]}");
        assertThat(ended.status()).isEqualTo(128 + 13);
        assertThat(ended.output().lines()).allMatch(line -> line.startsWith("Picked up JAVA_TOOL_OPTIONS"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c++", "a:b", "[work]"})
    void aPathWithWhichServicesDoNotStartIsRefused(String name) throws Exception {
        Path checkout = Files.createDirectories(directory.resolve(name));
        Ended ended = run(Files.copy(script(), checkout.resolve("vlmstream")), Map.of(), "--version");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output()).startsWith("vlmstream: " + checkout + " has one of : + [ ] in its path");
    }

    /**
     * A checkout in which Java and Maven are scripts: Java notes what it ran in {@code calls}, Maven makes what the script asks for.
     *
     * @param maven further lines of Maven's script
     */
    private Path checkout(String... maven) throws Exception {
        Path described = directory.resolve("deploy/helm/vlmstream/services.json");
        Files.createDirectories(described.getParent());
        Files.copy(Installation.home().resolve("deploy/helm/vlmstream/services.json"), described);
        Files.copy(script(), directory.resolve("vlmstream"));
        Files.createDirectories(directory.resolve("bin"));
        executable("bin/java", """
                case "$*" in
                  *-version*) echo 'openjdk version "17.0.2"' >&2 ;;
                  *Rehearsal*) echo archives >>calls; touch cli/target/classes.jsa.new ;;
                  *) echo "ran $*"; sleep 2; echo command >>calls ;;
                esac
                """);
        executable("mvnw", "echo \"$@\" >arguments\n" + String.join("\n", maven) + """

                for service in ingest scoring embed decode judge; do
                  mkdir -p $service-service/target/quarkus-app
                  touch $service-service/target/quarkus-app/quarkus-run.jar
                done
                mkdir -p cli/target
                touch cli/target/vlmstream-cli.jar
                """);
        return directory.resolve("vlmstream");
    }

    private void executable(String name, String lines) throws Exception {
        Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + lines);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Ended build(Path script) throws Exception {
        Ended ended = run(script, Map.of("VLMSTREAM_NO_BUILD", "", "JAVA_HOME", directory.toString()), "tasks");
        if (ended.status() == 0) {
            awaitArchive();
        }
        return ended;
    }

    /** Classes are archived after the command has ended; the test's directory cannot be deleted while that still writes. */
    private void awaitArchive() throws InterruptedException {
        Path built = directory.resolve("cli/target");
        for (int i = 0; i < 600; i++) {
            if (Files.exists(built.resolve("classes.jsa")) && Files.notExists(built.resolve("archiving"))) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no archive of classes in " + built + " after 30 s");
    }

    @Test
    void aBuildSaysWhatItIsAtAndIsNeverSilentForLong() throws Exception {
        Ended ended = build(checkout(
                "echo '[INFO] Downloading from central: https://repo.example.org/a/a/1/a-1.jar'",
                "echo '[INFO] Downloaded from central: https://repo.example.org/a/a/1/a-1.jar (1 kB at 2 kB/s)'",
                "sleep 6",
                "echo '[INFO] Building VLM Stream: schemas 0.1.0-SNAPSHOT       [1/2]'",
                "sleep 6",
                "echo '[INFO] Building VLM Stream: cli 0.1.0-SNAPSHOT           [2/2]'"));
        assertThat(ended.status()).as(ended.output()).isZero();
        assertThat(ended.output().lines().map(line -> line.replaceAll("\\d+ s$", "N s")))
                .containsSubsequence(
                        "building (first time only, a few minutes); what Maven says is in " + directory
                                + "/target/build.log",
                        "downloading libraries, 1 so far: a-1.jar, N s",
                        "building 1 of 2: schemas, N s",
                        "building 1 of 2: schemas, N s",
                        "building 2 of 2: cli, N s",
                        "built in N s");
        assertThat(directory.resolve("arguments")).content().contains("-pl cli,ingest-service,scoring-service");
    }

    @Test
    void classesAreArchivedAfterTheCommand() throws Exception {
        assertThat(build(checkout()).output()).contains("ran ").doesNotContain("archive");
        assertThat(directory.resolve("calls")).hasContent("command\narchives");
    }

    @Test
    void aBuildThatFailsShowsMavensErrorsAndWhereTheRestIs() throws Exception {
        Ended ended = build(checkout(
                "echo '[INFO] nothing of interest'",
                "echo '[ERROR] Could not transfer artifact a:a:1: Unknown host repo.maven.apache.org'",
                "exit 1"));
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output())
                .contains("[ERROR] Could not transfer artifact", "a proxy or a mirror", "target/build.log")
                .doesNotContain("nothing of interest", "ran ");
    }

    @Test
    void classFoldersKeepTheirNamesUnderALocaleWithoutThem() throws Exception {
        // The name in octal, since this Java may not be able to write it either.
        executable(
                "in-c",
                "mkdir -p \"photos/$(printf 'B\\303\\244r')\"\n cp \"$1\"/*_tulip_*.jpg photos/*/\n \"$2\" push photos --audit\n");
        for (String locale : List.of("C", "xx_XX.UTF-8")) {
            Ended ended = run(
                    directory.resolve("in-c"),
                    Map.of("LC_ALL", locale),
                    Installation.home().resolve("demo/data/emoji/images").toString(),
                    script().toString());
            assertThat(ended.output()).as(locale).contains("\nB\u00e4r ");
        }
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
