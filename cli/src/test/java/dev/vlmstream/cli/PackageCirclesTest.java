package dev.vlmstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.command.Installation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Packages are layers: none uses another that, in the end, uses it. */
class PackageCirclesTest {
    /** Modules whose packages still lie in circles. */
    private static final Set<String> KNOWN = Set.of("benchmarks", "datasets", "schemas");

    @Test
    void noPackagesLieInACircle() throws IOException, InterruptedException {
        String output = structure();
        assertThat(output).containsPattern("\\| modules \\| \\d\\d \\|");
        assertThat(circles(output))
                .allSatisfy(circle -> assertThat(circle).allMatch(home -> KNOWN.contains(module(home))));
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
