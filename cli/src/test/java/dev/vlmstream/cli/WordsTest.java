package dev.vlmstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Words that are gone ({@code docs/words.txt}) do not come back. */
class WordsTest {
    private static final Path HOME = Path.of("..");
    private static final Path LIST = HOME.resolve("docs/words.txt");
    private static final Set<String> ENDINGS =
            Set.of("java", "md", "js", "html", "yaml", "yml", "avsc", "py", "properties");
    private static final Set<String> SKIPPED = Set.of("target", ".git", ".vlmstream", "golden");

    private record Word(Pattern gone, String instead) {}

    private static List<Word> words() throws IOException {
        return Files.readAllLines(LIST).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t"))
                .map(parts -> new Word(ignoringCase(parts[0]), parts[1]))
                .toList();
    }

    private static Pattern ignoringCase(String expression) {
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE);
    }

    /** Any of them: where a word begins is looked for once, and not once for each. */
    private static Pattern any(List<Word> words) {
        assertThat(words).allSatisfy(word -> assertThat(word.gone().pattern()).startsWith("\\b"));
        return ignoringCase(
                words.stream().map(word -> word.gone().pattern()).collect(Collectors.joining("|", "\\b(?:", ")")));
    }

    private static boolean isText(Path file) {
        String name = file.getFileName().toString();
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /** Texts of the project; others' words, recorded in tests' resources, are theirs. */
    private static List<Path> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path one : all.sorted().toList()) {
                String name = one.getFileName().toString();
                if (Files.isDirectory(one)) {
                    if (!SKIPPED.contains(name) && !one.endsWith(Path.of("src", "test", "resources"))) {
                        files.addAll(files(one));
                    }
                } else if (isText(one)) {
                    files.add(one);
                }
            }
        }
        return files;
    }

    @Test
    void whatIsGoneStaysAway() throws IOException {
        List<Word> words = words();
        Pattern any = any(words);
        List<Path> files = files(HOME);
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            String text = read(file);
            any.matcher(text)
                    .results()
                    .forEach(at -> found.add(HOME.relativize(file) + ", line "
                            + line(text, at.start()) + ": \"" + at.group() + "\"; say "
                            + instead(words, text, at.start())));
        }
        assertThat(files).hasSizeGreaterThan(1000);
        assertThat(words).hasSizeGreaterThan(5);
        assertThat(found).isEmpty();
    }

    private static long line(String text, int at) {
        return text.substring(0, at).chars().filter(one -> one == '\n').count() + 1;
    }

    private static String instead(List<Word> words, String text, int start) {
        return words.stream()
                .filter(word -> word.gone()
                        .matcher(text)
                        .region(start, text.length())
                        .useTransparentBounds(true)
                        .lookingAt())
                .findFirst()
                .orElseThrow()
                .instead();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
