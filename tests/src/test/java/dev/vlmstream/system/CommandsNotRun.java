package dev.vlmstream.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The commands of the documentation that {@link DocsIT} does not run ({@code docs/not-run.txt}), with what tests them instead. The
 * file says why below {@code #}; then come commands, one per line, and indented what tests those above it.
 */
final class CommandsNotRun {
    private static final Path LIST = Path.of("src/test/resources/docs/not-run.txt");
    private static final Pattern TEST = Pattern.compile("\\w+(?:Test|IT)\\b|\\.?\\w+(?:/[\\w.-]+)+");

    private final Map<String, String> testedBy = new LinkedHashMap<>();

    CommandsNotRun() throws IOException {
        List<String> waiting = new ArrayList<>();
        for (String line : Files.readAllLines(LIST)) {
            if (line.startsWith("    ")) {
                waiting.forEach(command -> testedBy.put(command, line.strip()));
                waiting.clear();
            } else if (!line.isBlank() && !line.startsWith("#")) {
                waiting.add(line);
            }
        }
        if (!waiting.isEmpty()) {
            throw new IllegalStateException("nothing is said to test " + waiting);
        }
    }

    boolean contains(String command) {
        return testedBy.containsKey(command);
    }

    Set<String> commands() {
        return testedBy.keySet();
    }

    /** Commands whose test is not there, or not named. */
    List<String> untested() throws IOException {
        Set<String> tests = tests();
        List<String> untested = new ArrayList<>();
        testedBy.forEach((command, by) -> {
            List<String> named =
                    TEST.matcher(by).results().map(MatchResult::group).toList();
            boolean there =
                    named.stream().allMatch(name -> tests.contains(name) || Files.exists(Home.DIRECTORY.resolve(name)));
            if (!there || named.isEmpty()) {
                untested.add(command + ": " + by);
            }
        });
        return untested;
    }

    private static Set<String> tests() throws IOException {
        Set<String> tests = new HashSet<>();
        try (var modules = Files.walk(Home.DIRECTORY, 2)) {
            for (Path module : modules.toList()) {
                Path sources = module.resolve("src/test/java");
                if (Files.isDirectory(sources)) {
                    try (var files = Files.walk(sources)) {
                        files.map(file -> file.getFileName().toString().replace(".java", ""))
                                .forEach(tests::add);
                    }
                }
            }
        }
        return tests;
    }
}
