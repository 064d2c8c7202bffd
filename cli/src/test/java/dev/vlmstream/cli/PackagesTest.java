package dev.vlmstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.command.Installation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Packages are layers: none uses another that, in the end, uses it. And they say where null may be. */
class PackagesTest {
    /** Modules whose packages still lie in circles. */
    private static final Set<String> KNOWN = Set.of("cli", "inference");

    private static final String SOURCES = "src/main/java";
    private static final String ABOUT = "package-info.java";

    @Test
    void noPackagesLieInACircle() throws IOException, InterruptedException {
        String output = structure();
        assertThat(output).containsPattern("\\| modules \\| \\d\\d \\|");
        assertThat(circles(output))
                .allSatisfy(circle -> assertThat(circle).allMatch(home -> KNOWN.contains(module(home))));
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

    /** The packages of each circle, each behind its module's path: {@code schemas dev.vlmstream.schemas.topics}. */
    private static List<List<String>> circles(String output) {
        return output.lines()
                .filter(line -> line.startsWith("circle: "))
                .map(line -> Arrays.asList(line.substring("circle: ".length()).split(", ")))
                .toList();
    }

    private static String module(String home) {
        return Path.of(home.split(" ")[0]).getFileName().toString();
    }

    private static String structure() throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(java.toString(), "tools/structure/Structure.java", "--circles")
                .directory(Installation.home().toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
