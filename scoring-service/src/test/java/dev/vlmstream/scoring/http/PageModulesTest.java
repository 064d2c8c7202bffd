package dev.vlmstream.scoring.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page's modules fit together: one name that is not exported, and a browser shows nothing at all. */
class PageModulesTest {
    private static final Path MODULES = Path.of("src/main/resources/META-INF/resources/js");
    private static final Pattern IMPORT = Pattern.compile("import \\{([^}]*)\\} from \"\\./([^\"]+)\"");

    @Test
    void everyNameThatIsImportedIsExported() throws IOException {
        List<String> missing = new ArrayList<>();
        List<Path> modules;
        try (Stream<Path> files = Files.list(MODULES)) {
            modules = files.filter(file -> file.toString().endsWith(".js")).toList();
        }
        for (Path module : modules) {
            for (MatchResult match :
                    IMPORT.matcher(Files.readString(module)).results().toList()) {
                String source = Files.readString(MODULES.resolve(match.group(2)));
                for (String name : match.group(1).split(",")) {
                    if (!exports(source, name.strip().replaceFirst(" as .*", ""))) {
                        missing.add(module.getFileName() + ": " + name.strip() + " of " + match.group(2));
                    }
                }
            }
        }
        assertThat(modules).hasSizeGreaterThan(20);
        assertThat(missing).isEmpty();
    }

    private static boolean exports(String source, String name) {
        return Pattern.compile("export (async )?(function|const|let|class) " + Pattern.quote(name) + "\\b")
                .matcher(source)
                .find();
    }
}
