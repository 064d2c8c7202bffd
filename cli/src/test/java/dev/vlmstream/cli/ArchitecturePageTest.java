package dev.vlmstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.command.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What leads through the code, on two pages, names existing classes in the packages that it says. */
class ArchitecturePageTest {
    private static final Pattern TYPE = Pattern.compile("`(?<name>(?:[a-z]+\\.)+[A-Z]\\w+)`");

    @Test
    void whatTheWaysThroughTheCodeNameIsThere() throws IOException {
        Set<String> sources = sources();
        assertThat(Stream.concat(mainPath(), types(section("CONTRIBUTING.md", "## Ways through the code")))
                        .map(ArchitecturePageTest::file)
                        .collect(Collectors.toSet()))
                .hasSizeGreaterThan(30)
                .allSatisfy(file -> assertThat(sources).anyMatch(source -> source.endsWith(file)));
    }

    @Test
    void theMainPathIsTwentyFiles() throws IOException {
        assertThat(mainPath().map(MatchResult::group).distinct())
                .as("classes; with the page's file they are twenty")
                .hasSize(19);
    }

    private static Stream<MatchResult> mainPath() throws IOException {
        return types(section("docs/architecture.md", "## The main path in twenty files"));
    }

    private static Stream<MatchResult> types(String text) {
        return TYPE.matcher(text).results();
    }

    private static String section(String page, String heading) throws IOException {
        String text = Files.readString(Installation.home().resolve(page));
        int from = text.indexOf(heading);
        return text.substring(from, text.indexOf("\n## ", from));
    }

    private static String file(MatchResult type) {
        return "/" + type.group(1).replace('.', '/') + ".java";
    }

    private static Set<String> sources() throws IOException {
        try (Stream<Path> modules = Files.walk(Installation.home(), 2)) {
            return modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .flatMap(ArchitecturePageTest::files)
                    .collect(Collectors.toSet());
        }
    }

    private static Stream<String> files(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(Path::toString).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
