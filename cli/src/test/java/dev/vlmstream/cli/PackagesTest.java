package dev.vlmstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.command.Installation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Packages are layers: none uses another that, in the end, uses it. And they say where null may be. */
class PackagesTest {
    private static final String SOURCES = "src/main/java";
    private static final String ABOUT = "package-info.java";

    @Test
    void noPackagesLieInACircle() throws IOException, InterruptedException {
        String output = structure();
        assertThat(output).containsPattern("\\| modules \\| \\d\\d \\|");
        assertThat(output).contains("| packages in circles | 0 |");
    }

    @Test
    void packagesAreNullMarked() throws IOException {
        assertThat(modules())
                .hasSizeGreaterThan(10)
                .allSatisfy(module -> assertThat(packages(module)).isNotEmpty().allSatisfy((directory, files) -> {
                    assertThat(files).contains(ABOUT);
                    assertThat(directory.resolve(ABOUT)).content().contains("@NullMarked\npackage ");
                }));
    }

    /** Those with sources, below {@code libs} too. */
    private static List<Path> modules() throws IOException {
        try (Stream<Path> files = Files.walk(Installation.home(), 2)) {
            return files.filter(module -> Files.isRegularFile(module.resolve("pom.xml")))
                    .filter(module -> Files.isDirectory(module.resolve(SOURCES)))
                    .toList();
        }
    }

    /** The names of the source files, by directory. */
    private static Map<Path, List<String>> packages(Path module) throws IOException {
        try (Stream<Path> files = Files.walk(module.resolve(SOURCES))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.groupingBy(
                            Path::getParent,
                            Collectors.mapping(file -> file.getFileName().toString(), Collectors.toList())));
        }
    }

    /** What hangs together, with the ties of each circle. */
    private static String structure() throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        // It ends before a better compiler has paid.
        Process process = new ProcessBuilder(
                        java.toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "tools/structure/Structure.java",
                        "--circles")
                .directory(Installation.home().toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
