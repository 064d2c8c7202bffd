package dev.vlmstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.schemas.services.ServiceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What deploy/images tells a container engine and Maven: the script itself, with programs in their places that write it down. */
class ImagesTest {
    private static final Path HOME = Path.of("..");
    private static final String PREFIX = "registry.example.org/research/vlmstream-";

    @TempDir
    Path copy;

    /** The script beside jars that hold nothing. */
    @BeforeEach
    void prepare() throws IOException {
        for (String file : List.of(
                "pom.xml",
                "LICENSE",
                "NOTICE",
                "deploy/images",
                "deploy/java-root",
                "deploy/cuda-requirements.txt",
                "deploy/Containerfile",
                "deploy/Containerfile.java",
                "deploy/helm/vlmstream/services.json")) {
            Files.createDirectories(copy.resolve(file).getParent());
            Files.copy(HOME.resolve(file), copy.resolve(file));
        }
        for (String service : services()) {
            file(service + "-service/target/quarkus-app/app/app.jar");
            file(service + "-service/target/quarkus-app/quarkus/quarkus.jar");
            file(service + "-service/target/quarkus-app/lib/main/library.jar");
            jar(service + "-service/target/quarkus-app/quarkus-run.jar");
            file(service + "-service/target/quarkus-app/classes.lst");
            file(service + "-service/target/bom.json");
        }
        file("cli/target/lib/library.jar");
        jar("cli/target/vlmstream-cli.jar");
        file("cli/target/classes.lst");
        file("cli/target/bom.json");
        program("mvnw", "echo mvnw \"$@\" >>\"$SAID\"");
        program("engine/podman", "[ -d \"${@: -1}\" ] && echo podman \"$@\" >>\"$SAID\"");
    }

    private static List<String> services() {
        return ServiceKind.all().stream().map(ServiceKind::id).toList();
    }

    private Path file(String name) throws IOException {
        Files.createDirectories(copy.resolve(name).getParent());
        return Files.writeString(copy.resolve(name), "some");
    }

    private void jar(String name) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "lib/library.jar");
        new JarOutputStream(Files.newOutputStream(file(name)), manifest).close();
        Files.setLastModifiedTime(
                copy.resolve(name), FileTime.from(Instant.now().minusSeconds(60)));
    }

    private void program(String name, String does) throws IOException {
        Files.writeString(file(name), "#!/bin/bash\n" + does + "\n");
        assertThat(copy.resolve(name).toFile().setExecutable(true)).isTrue();
    }

    /** What it told others, a line each. */
    private List<String> said(String... options) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(copy.resolve("deploy/images").toString(), "--prefix", PREFIX));
        command.addAll(List.of(options));
        Path said = copy.resolve("said.txt");
        Path output = copy.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("SAID", said.toString());
        builder.environment().merge("PATH", copy.resolve("engine") + ":", (old, first) -> first + old);
        int status = builder.start().waitFor();
        assertThat(status).as(Files.readString(output)).isZero();
        return Files.readAllLines(said);
    }

    private static String version() {
        return System.getProperty("project.version");
    }

    @Test
    void anImageOfEachServiceAndOfTheCommand() throws IOException, InterruptedException {
        assertThat(said())
                .hasSize(services().size() + 1)
                .allMatch(line -> line.contains(" --build-arg VERSION=" + version() + " "))
                .extracting(line -> line.replaceFirst(".* -t (\\S+) .*", "$1"))
                .containsExactlyElementsOf(Stream.concat(services().stream(), Stream.of("cli"))
                        .map(service -> PREFIX + service + ":" + version())
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "cuda"})
    void othersStandOnAJavaThatIsBuiltBefore(String flavour) throws IOException, InterruptedException {
        List<String> said = said("--" + flavour);
        String java = PREFIX + "java:" + version() + "-" + flavour;
        if (flavour.equals("cuda")) {
            assertThat(said.remove(0)).startsWith("mvnw ").contains(" -Pgpu ", " -Pimages ");
        }
        assertThat(said.remove(0)).contains("Containerfile.java -t " + java + " ");
        assertThat(said).allMatch(line -> line.contains(" --build-arg BASE=" + java + " "));
        assertThat(said)
                .hasSize(
                        flavour.equals("small")
                                ? services().size() + 1
                                : (int) ServiceKind.all().stream()
                                        .filter(ServiceKind::needsModels)
                                        .count());
    }

    /** As where it is offline. */
    @Test
    void aListThatMavenDidNotMakeIsNamed() throws IOException {
        Files.delete(copy.resolve("decode-service/target/bom.json"));
        assertThatThrownBy(() -> said("decode")).hasMessageContaining("decode-service/target/bom.json is missing");
    }
}
