package dev.vlmstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.command.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A package uses those below it, and none that use it: whoever reads one need not have read all. */
class PackageLayersTest {
    private static final Pattern DECLARED = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
    private static final Pattern NAMED = Pattern.compile("\\b(dev\\.vlmstream(?:\\.[a-z]\\w*)*)\\.[A-Z]");

    @ParameterizedTest
    @ValueSource(strings = {"cli", "libs/local"})
    void noPackageUsesOneThatUsesIt(String module) throws IOException {
        Map<String, Set<String>> uses = uses(Installation.home().resolve(module).resolve("src/main/java"));
        assertThat(uses).hasSizeGreaterThan(2);
        List<String> inCircles = uses.keySet().stream()
                .filter(one -> reachable(one, uses).contains(one))
                .toList();
        assertThat(inCircles).isEmpty();
    }

    /** The packages that each one names, itself aside. */
    private static Map<String, Set<String>> uses(Path sources) throws IOException {
        Map<String, Set<String>> uses = new TreeMap<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".java")).toList()) {
                String text = Files.readString(file);
                String own = DECLARED.matcher(text)
                        .results()
                        .map(found -> found.group(1))
                        .findFirst()
                        .orElseThrow();
                Set<String> named = uses.computeIfAbsent(own, name -> new TreeSet<>());
                NAMED.matcher(text).results().map(found -> found.group(1)).forEach(named::add);
                named.remove(own);
            }
        }
        return uses;
    }

    private static Set<String> reachable(String from, Map<String, Set<String>> uses) {
        Set<String> reached = new HashSet<>();
        Set<String> next = uses.get(from);
        while (!next.isEmpty()) {
            Set<String> further = new HashSet<>();
            next.stream().filter(reached::add).forEach(one -> further.addAll(uses.getOrDefault(one, Set.of())));
            next = further;
        }
        return reached;
    }
}
