package dev.vlmstream.streaming.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keys and variables that documentation, images and chart name are ones that services have. */
class NamedKeysTest {
    private static final Path ROOT = Path.of("../..");
    private static final Path TEMPLATES = ROOT.resolve("deploy/helm/vlmstream/templates");

    /** No part of an address, a package or a label of Kubernetes. */
    private static final Pattern KEY =
            Pattern.compile("(?<![\\w./-])(vlmstream\\.[a-z]+(?:[.-][a-z]+)*)(?!\\w|[\\w.-]*/)");

    /** Not those that a compose file reads itself. */
    private static final Pattern VARIABLE = Pattern.compile("(?<!\\$\\{)\\b(VLMSTREAM_[A-Z_]*[A-Z])\\b(?!_)");

    private static final Pattern READ_BY_COMPOSE = Pattern.compile("\\$\\{(VLMSTREAM_[A-Z_]+)");
    private static final Pattern TEMPLATE = Pattern.compile("define \"(vlmstream\\.\\w+)\"");

    /** What spans are given, by {@code Tracing}. */
    private static final Set<String> ATTRIBUTES =
            Set.of("vlmstream.run", "vlmstream.item", "vlmstream.model", "vlmstream.batch.size");

    @Test
    void documentationNamesKeysThatThereAre() throws IOException {
        List<Path> pages = files(ROOT.resolve("docs"), "*.md");
        pages.add(ROOT.resolve("README.md"));
        pages.add(ROOT.resolve("SECURITY.md"));
        Set<String> named = named(KEY, pages);
        named.removeAll(ATTRIBUTES);

        assertThat(named).hasSizeGreaterThan(20).isSubsetOf(keys());
    }

    @Test
    void imagesAndChartNameKeysAndVariablesThatThereAre() throws IOException {
        List<Path> files = files(ROOT.resolve("deploy"), "{Containerfile*,*.yaml}");
        files.addAll(files(ROOT.resolve("deploy/test/values"), "*.yaml"));
        files.addAll(files(ROOT.resolve("deploy/helm/vlmstream"), "*.{yaml,md}"));
        files.addAll(files(TEMPLATES, "*"));
        Set<String> keys = named(KEY, files);
        keys.removeAll(named(TEMPLATE, files));
        Set<String> variables = named(VARIABLE, files);
        variables.removeAll(named(READ_BY_COMPOSE, files));
        Set<String> known = DeclaredSetting.all().stream()
                .flatMap(setting -> setting.variable().stream())
                .collect(Collectors.toSet());

        assertThat(keys).hasSizeGreaterThan(10).isSubsetOf(keys());
        assertThat(variables).hasSizeGreaterThan(10).isSubsetOf(known);
    }

    /** And the groups that they are in. */
    private static Set<String> keys() throws IOException {
        Set<String> keys = new TreeSet<>();
        for (DeclaredSetting setting : DeclaredSetting.all()) {
            for (String key = setting.key(); key.contains("."); key = key.substring(0, key.lastIndexOf('.'))) {
                keys.add(key);
            }
        }
        return keys;
    }

    private static Set<String> named(Pattern pattern, List<Path> files) throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path file : files) {
            Matcher matcher = pattern.matcher(Files.readString(file));
            while (matcher.find()) {
                found.add(matcher.group(1));
            }
        }
        return found;
    }

    private static List<Path> files(Path directory, String glob) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, glob)) {
            found.forEach(files::add);
        }
        files.removeIf(Files::isDirectory);
        return files;
    }
}
