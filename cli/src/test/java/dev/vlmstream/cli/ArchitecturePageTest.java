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

/** The page that leads through the code names existing classes, in the packages that it says. */
class ArchitecturePageTest {
    private static final Pattern TYPE = Pattern.compile("`(?<name>(?:[a-z]+\\.)+[A-Z]\\w+)`");

    @Test
    void whatTheWaysThroughTheCodeNameIsThere() throws IOException {
        String page = Files.readString(Installation.home().resolve("docs/architecture.md"));
        String ways =
                page.substring(page.indexOf(" ways through the code"), page.indexOf("## How a service stays exact"));
        Set<String> named =
                TYPE.matcher(ways).results().map(ArchitecturePageTest::file).collect(Collectors.toSet());
        Set<String> sources = sources();
        assertThat(named)
                .hasSizeGreaterThan(10)
                .allSatisfy(file -> assertThat(sources).anyMatch(source -> source.endsWith(file)));
    }

    @Test
    void theMainPathIsTwentyFiles() throws IOException {
        String page = Files.readString(Installation.home().resolve("docs/architecture.md"));
        String path = page.substring(page.indexOf("**The main path**"), page.indexOf("**A service.**"));
        assertThat(TYPE.matcher(path).results().map(MatchResult::group).distinct())
                .as("classes; with the page's file they are twenty")
                .hasSize(19);
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
