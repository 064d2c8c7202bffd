package dev.vlmstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataLayoutTest {
    private static final Pattern LAYOUT = Pattern.compile("int LAYOUT = (\\d+);");

    @TempDir
    Path data;

    @Test
    void aDirectoryWithoutAStackGetsThisLayout() {
        DataLayout.require(data);
        DataLayout.ensure(data);
        DataLayout.ensure(data);
        assertThat(data.resolve("layout")).hasContent("1");
    }

    /** {@code up} asks time and again whether its stack runs, while the stack records the layout. */
    @Test
    void whoeverReadsWhileTheLayoutIsRecordedFindsNoneOrThisOne() {
        AtomicBoolean recorded = new AtomicBoolean();
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
            while (!recorded.get()) {
                DataLayout.require(data);
            }
        });
        for (int time = 0; time < 300; time++) {
            DataLayout.ensure(data);
            assertThat(data.resolve("layout").toFile().delete()).isTrue();
        }
        recorded.set(true);
        assertThat(reader).succeedsWithin(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2", "", "no number"})
    void anotherLayoutIsRefusedNamingTheDirectoryAndTheCure(String layout) throws IOException {
        Files.writeString(data.resolve("layout"), layout + "\n");
        assertThatThrownBy(() -> DataLayout.ensure(data))
                .isInstanceOf(StackException.class)
                .hasMessage(data + " was written by another version of VLM Stream (its layout is " + layout
                        + ", this version's is 1): use it with that version, choose another --data, or delete it to"
                        + " start empty");
        assertThat(Files.readString(data.resolve("layout"))).isEqualTo(layout + "\n");
    }

    /** A directory that cannot be read is refused only if its layout has another number, which nobody thinks of. */
    @Test
    void theLayoutIsCountedUpWhenItNoLongerReadsWhatIsStored() throws IOException {
        List<String> stored = new ArrayList<>(List.of("layout " + DataLayout.CURRENT));
        Path history = Path.of("../../schemas/src/main/resources/avro-history");
        for (Path schema : below(history)) {
            Schema version = new Schema.Parser().parse(Files.readString(schema));
            stored.add(history.relativize(schema) + " "
                    + Long.toHexString(SchemaNormalization.parsingFingerprint64(version)));
        }
        for (Path source : below(Path.of("../../scoring-service/src/main/java/dev/vlmstream/scoring/ledger"))) {
            Matcher layout = LAYOUT.matcher(Files.readString(source));
            if (layout.find()) {
                stored.add(source.getFileName() + " " + layout.group(1));
            }
        }
        Path recorded = Path.of("src/test/resources/stored.txt");
        assertThat(stored)
                .as(
                        "what a stack stores is not what %s says. If a line changed or went, older data directories can no"
                                + " longer be read: count DataLayout.CURRENT up. In any case these are its lines now:%n%s%n",
                        recorded, String.join("\n", stored))
                .isEqualTo(Files.readAllLines(recorded));
    }

    private static List<Path> below(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void aFileIsNoDataDirectory() throws IOException {
        Path file = Files.createFile(data.resolve("photos.csv"));
        assertThatThrownBy(() -> DataLayout.require(file))
                .isInstanceOf(StackException.class)
                .hasMessage(file + " is a file, and --data names a directory");
        assertThatThrownBy(() -> DataLock.tryTake(file.resolve("below/lock")))
                .isInstanceOf(StackException.class)
                .hasMessageStartingWith("cannot use " + file.resolve("below") + " as data directory: ")
                .hasMessageEndingWith("; name another one with --data");
    }

    @Test
    void aLinkToNowhereIsNoDataDirectory() throws IOException {
        Path link = Files.createSymbolicLink(data.resolve("data"), data.resolve("disk/that-is-gone"));
        assertThatThrownBy(() -> DataLock.tryTake(link.resolve("lock")))
                .isInstanceOf(StackException.class)
                .hasMessage("cannot use " + link + " as data directory: no directory, but a file or a link to nowhere: "
                        + link + "; name another one with --data");
    }

    @Test
    void aVolumeThatIsMountedBeforeTheFirstStartIsNoStacks() throws IOException {
        Files.createDirectories(data.resolve("state/scoring/lost+found"));
        DataLayout.ensure(data);
        assertThat(data.resolve("layout")).hasContent("1");
    }

    /** As those that were written before layouts were recorded. */
    @ParameterizedTest
    @ValueSource(strings = {"broker", "state"})
    void aUsedDirectoryWithoutALayoutIsRefused(String part) throws IOException {
        Files.createFile(Files.createDirectory(data.resolve(part)).resolve("something"));
        assertThatThrownBy(() -> DataLayout.ensure(data))
                .hasMessageStartingWith(data + " was written by another version of VLM Stream")
                .hasMessageContaining("(its layout is not recorded, this version's is 1)");
        assertThat(data.resolve("layout")).doesNotExist();
    }

    @Test
    void aStackThatRunsInAnotherLayoutIsNotUsed() throws IOException {
        Files.writeString(data.resolve("layout"), "2");
        assertThatThrownBy(() -> StackState.running(data)).hasMessageContaining("its layout is 2");
    }
}
