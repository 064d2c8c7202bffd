package dev.vlmstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

/**
 * Commands that the documentation shows are taken by the command line: their names, options, values and numbers of arguments. Links
 * lead to files and headings that exist.
 */
class DocsCommandsTest {
    private static final Path HOME = Path.of("..");
    private static final Pattern VLMSTREAM = Pattern.compile("(\\./)?vlmstream [a-z].*");
    private static final Pattern TOOL =
            Pattern.compile("(?:\\S+/)?python3? (?<program>tools/\\S+\\.py) (?<arguments>.*)");
    private static final Pattern ARGUMENT = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern PLACE = Pattern.compile("(?m)^#+ (.*)$|<a id=\"([^\"]+)\">");

    private record Shown(Path page, int line, String command) {}

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(HOME.resolve("README.md"), HOME.resolve("demo/README.md")));
        for (String folder : List.of("docs", "examples", "tools")) {
            try (Stream<Path> all = Files.walk(HOME.resolve(folder))) {
                all.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        return pages;
    }

    /** Lines of a page that are commands of a form, as in a shell: of fences, or indented. */
    private static List<Shown> commands(Path page, Pattern form) throws IOException {
        List<Shown> shown = new ArrayList<>();
        List<String> lines = Files.readAllLines(page);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            int first = i;
            while (line.endsWith("\\") && i + 1 < lines.size()) {
                i++;
                line = line.substring(0, line.length() - 1) + " " + lines.get(i).strip();
            }
            String command = line.replaceFirst("^\\$ ", "").replaceFirst("\\s+#.*$", "");
            // Several side by side, or with something left out, are for readers alone.
            if (form.matcher(command).matches() && !command.matches(".*[·…|<>&].*")) {
                shown.add(new Shown(page, first + 1, command));
            }
        }
        return shown;
    }

    private static String[] arguments(String command) {
        List<String> arguments = new ArrayList<>();
        Matcher words = ARGUMENT.matcher(command.replaceFirst("^(\\./)?vlmstream ", ""));
        while (words.find()) {
            for (int group = 1; group <= 3; group++) {
                if (words.group(group) != null) {
                    arguments.add(words.group(group));
                }
            }
        }
        return arguments.toArray(String[]::new);
    }

    @Test
    void gitIgnoresWhatTheFirstPagesCommandsMake() throws Exception {
        assumeTrue(Files.exists(HOME.resolve(".git")), "no checkout");
        List<String> made = new ArrayList<>(List.of(".vlmstream/layout", "venv/bin/python", "models/clip/config.json"));
        for (String page : List.of("README.md", "docs/tutorial.md")) {
            Matcher out = Pattern.compile("--out (\\S+)").matcher(Files.readString(HOME.resolve(page)));
            while (out.find()) {
                made.add(out.group(1).replaceFirst("/$", "/file"));
            }
        }
        assertThat(made)
                .hasSizeGreaterThan(6)
                .allSatisfy(file -> assertThat(new ProcessBuilder("git", "check-ignore", "--no-index", file)
                                .directory(HOME.toFile())
                                .start()
                                .waitFor())
                        .as(file)
                        .isZero());
    }

    @Test
    void theCommandLineTakesThem() throws IOException {
        List<String> refused = new ArrayList<>();
        int commands = 0;
        for (Path page : pages()) {
            for (Shown shown : commands(page, VLMSTREAM)) {
                commands++;
                try {
                    Main.commandLine().parseArgs(arguments(shown.command()));
                } catch (ParameterException e) {
                    refused.add(shown.page() + ", line " + shown.line() + ": " + shown.command() + ": "
                            + UsageMessage.of(e));
                }
            }
        }
        assertThat(commands).isGreaterThan(40);
        assertThat(refused).isEmpty();
    }

    /** What they do with them needs torch, and is tested beside them. */
    @Test
    void programsOfToolsHaveTheOptionsThatAreShown() throws IOException {
        List<String> unknown = new ArrayList<>();
        int commands = 0;
        for (Path page : pages()) {
            for (Shown shown : commands(page, TOOL)) {
                Matcher command = TOOL.matcher(shown.command());
                assertThat(command.matches()).isTrue();
                commands++;
                String program = Files.readString(HOME.resolve(command.group("program")));
                Pattern.compile("(?<= |^)--[a-z-]+")
                        .matcher(command.group("arguments"))
                        .results()
                        .filter(option -> !program.contains("add_argument(\"" + option.group() + "\""))
                        .forEach(option -> unknown.add(shown.page() + ", line " + shown.line() + ": " + option.group()
                                + " of " + shown.command()));
            }
        }
        assertThat(commands).isGreaterThan(3);
        assertThat(unknown).isEmpty();
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        List<Path> pages = new ArrayList<>(pages());
        for (String page : List.of("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "benchmarks/README.md")) {
            pages.add(HOME.resolve(page));
        }
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path page : pages) {
            Matcher link = LINK.matcher(prose(page));
            while (link.find()) {
                links++;
                Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
                String place = link.group(2);
                if (!Files.exists(target)
                        || place != null
                                && target.toString().endsWith(".md")
                                && !places(target).contains(place)) {
                    broken.add(page + ": " + link.group());
                }
            }
        }
        assertThat(links).isGreaterThan(200);
        assertThat(broken).isEmpty();
    }

    private static String prose(Path page) throws IOException {
        return FENCED.matcher(Files.readString(page)).replaceAll("");
    }

    /** What a link may name in a page: its headings, as GitHub abbreviates them, and its marks. */
    private static Set<String> places(Path page) throws IOException {
        return PLACE.matcher(prose(page))
                .results()
                .map(place -> place.group(1) == null
                        ? place.group(2)
                        : place.group(1)
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                                .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
