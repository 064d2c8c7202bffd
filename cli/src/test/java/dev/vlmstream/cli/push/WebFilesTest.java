package dev.vlmstream.cli.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.push.DatasetOption.ShownFetch;
import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.datasets.formats.Datasets;
import dev.vlmstream.datasets.sources.DatasetAddress;
import dev.vlmstream.datasets.sources.DatasetFetch;
import dev.vlmstream.datasets.sources.FetchedFiles;
import dev.vlmstream.datasets.sources.WebFiles;
import dev.vlmstream.datasets.sources.download.Attempts;
import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.sources.download.FetchProgress;
import dev.vlmstream.datasets.sources.download.Network;
import dev.vlmstream.datasets.sources.hub.HubCache;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebFilesTest {
    private static final Path FILES = Installation.home().resolve("libs/datasets/src/test/resources/datasets");

    /** What the next request meets. */
    private enum Fault {
        CUT,
        BUSY,
        /** Says that there is more than comes. */
        LONGER,
        /** Continues somewhere else. */
        WRONG_RANGE,
        DRIP,
        NO_LENGTH,
        HTML
    }

    @TempDir
    Path directory;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, byte[]> files = new HashMap<>();
    private String etag = "\"one\"";
    private volatile String redirect = "";
    private HttpServer server;

    @BeforeEach
    void starts() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::handle);
        server.start();
        files.put("/data/emoji.tsv", Files.readAllBytes(FILES.resolve("emoji.tsv")));
    }

    @AfterEach
    void stops() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String range = exchange.getRequestHeaders().getFirst("Range");
            requests.add(path + (range == null ? "" : " " + range));
            byte[] bytes = files.get(path);
            if (!redirect.isEmpty()) {
                exchange.getResponseHeaders().add("Location", redirect);
                redirect = "";
                exchange.sendResponseHeaders(302, -1);
                return;
            }
            if (bytes == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            if (!etag.isEmpty()) {
                exchange.getResponseHeaders().add("ETag", etag);
            }
            if (!etag.isEmpty() && etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                exchange.sendResponseHeaders(304, -1);
                return;
            }
            boolean same = etag.equals(exchange.getRequestHeaders().getFirst("If-Range"));
            int from = range != null && same ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
            send(exchange, bytes, from, faults.isEmpty() ? null : faults.remove(0));
        }
    }

    private void send(HttpExchange exchange, byte[] bytes, int from, Fault fault) throws IOException {
        if (fault == Fault.BUSY) {
            exchange.sendResponseHeaders(503, -1);
            return;
        }
        if (fault == Fault.HTML) {
            exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
        }
        byte[] rest = Arrays.copyOfRange(bytes, from, bytes.length);
        if (from > 0) {
            int says = fault == Fault.WRONG_RANGE ? from - 1 : from;
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + says + "-" + (bytes.length - 1) + "/" + bytes.length);
        }
        long length = fault == Fault.NO_LENGTH ? 0 : fault == Fault.LONGER ? rest.length + 10 : rest.length;
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, length);
        OutputStream out = exchange.getResponseBody();
        boolean breaksOff = fault == Fault.CUT || fault == Fault.DRIP;
        out.write(rest, 0, breaksOff ? rest.length / 2 : rest.length);
        out.flush();
        for (int i = rest.length / 2; fault == Fault.DRIP && i < rest.length; i++) {
            pause();
            out.write(rest[i]);
            out.flush();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String address(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private FetchedFiles fetch(String path) throws IOException {
        Progress progress = new Progress(new PrintWriter(new StringWriter()), "fetching");
        return new WebFiles(directory, Network.ANY, new Attempts(Duration.ofMillis(1), Duration.ofMillis(300)))
                .fetch((DatasetAddress.OnWeb) DatasetAddress.of(address(path), Path.of("")), new ShownFetch(progress));
    }

    private static void assertIsThere(FetchedFiles fetched) {
        assertThat(fetched.path()).hasSameBinaryContentAs(FILES.resolve("emoji.tsv"));
    }

    @Test
    void readsAFileAsFromHere() throws Exception {
        FetchedFiles fetched = fetch("/data/emoji.tsv?signature=secret");
        assertThat(Datasets.read(fetched.path(), ReadOptions.ALL).items())
                .extracting(item -> item.itemId())
                .isEqualTo(Datasets.read(FILES.resolve("emoji.tsv"), ReadOptions.ALL).items().stream()
                        .map(item -> item.itemId())
                        .toList());
        assertThat(fetched.path()).hasFileName("emoji.tsv");
        assertThat(fetched.bytes()).isEqualTo(fetched.fetched()).isEqualTo(Files.size(FILES.resolve("emoji.tsv")));
        assertThat(DatasetAddress.of("https://h/a.tsv?signature=secret", Path.of("")))
                .hasToString("https://h/a.tsv");
    }

    @Test
    void whatIsThereIsFetchedAgainIfItChanged() throws IOException {
        fetch("/data/emoji.tsv");
        assertThat(fetch("/data/emoji.tsv").fetched()).isZero();
        files.put("/data/emoji.tsv", new byte[] {'x'});
        etag = "\"two\"";
        assertThat(fetch("/data/emoji.tsv").path()).hasContent("x");
        etag = "";
        files.put("/data/emoji.tsv", new byte[] {'y'});
        assertThat(fetch("/data/emoji.tsv").path()).hasContent("y");
        assertThat(fetch("/data/emoji.tsv").fetched()).isEqualTo(1);
    }

    @Test
    void severalFilesAreNamedByBraces() throws Exception {
        files.put("/s/shard-08.tar", new byte[] {8});
        files.put("/s/shard-09.tar", new byte[] {9});
        FetchedFiles fetched = fetch("/s/shard-{08..09}.tar");
        assertThat(fetched.files()).isEqualTo(2);
        assertThat(fetched.path()).hasFileName("shard-{08..09}.tar");
        assertThat(fetched.path().resolveSibling("shard-09.tar")).hasBinaryContent(new byte[] {9});
        assertThat(Datasets.exists(fetched.path())).isTrue();
        assertThatThrownBy(() -> fetch("/s/shard-{08..10}.tar"))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("shard-10.tar: the server answers with HTTP status 404: there is no such file");
    }

    /** The class list lies beside them or above, and a server that has none says so in its own way. */
    @Test
    void shardsComeWithTheirClassList() throws Exception {
        Path written = FILES.resolveSibling("foreign/webdataset/clip-benchmark");
        for (String shard : List.of("test/0.tar", "test/1.tar")) {
            files.put("/sets/" + shard, Files.readAllBytes(written.resolve(shard)));
        }
        byte[] names = Files.readAllBytes(written.resolve("classnames.txt"));
        List<String> classes = List.of("ant", "bee, queen", "crème brûlée");
        for (String place : List.of("/sets/", "/sets/test/")) {
            files.put(place + "classnames.txt", names);
            for (String address : List.of("/sets/test/0.tar", "/sets/test/{0..1}.tar?key=k")) {
                Dataset dataset = Datasets.read(fetch(address).path(), ReadOptions.ALL);
                assertThat(dataset.listed()).as(place + address).isTrue();
                assertThat(dataset.classes()).isEqualTo(classes);
                assertThat(dataset.name()).isEqualTo("0");
                assertThat(dataset.items()).extracting(DatasetItem::label).startsWith("ant", "bee, queen");
            }
            files.remove(place + "classnames.txt");
            Path gone = fetch("/sets/test/1.tar").path();
            assertThat(Datasets.read(gone, ReadOptions.ALL).classes()).containsExactly("0", "2");
        }
        files.put("/0.tar", files.get("/sets/test/0.tar"));
        requests.clear();
        fetch("/0.tar");
        assertThat(requests).containsExactly("/0.tar", "/classnames.txt");
    }

    @Test
    void goesOnAfterACut() throws IOException {
        faults.addAll(List.of(Fault.CUT, Fault.BUSY, Fault.CUT));
        assertIsThere(fetch("/data/emoji.tsv"));
        assertThat(requests).hasSize(4);
        assertThat(requests.subList(1, 4)).allMatch(request -> request.contains("bytes="));
    }

    @Test
    void goesOnInALaterCommand() throws IOException {
        faults.addAll(List.of(Fault.CUT, Fault.BUSY, Fault.BUSY, Fault.BUSY, Fault.BUSY, Fault.BUSY));
        assertThatThrownBy(() -> fetch("/data/emoji.tsv"))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("fetching emoji.tsv failed 6 times, last: HTTP status 503")
                .message()
                .doesNotContain("\n");
        requests.clear();
        assertIsThere(fetch("/data/emoji.tsv"));
        assertThat(requests).hasSize(1).first().asString().contains("bytes=");
    }

    @Test
    void beginsAgainWhereItCannotGoOn() throws IOException {
        faults.addAll(List.of(Fault.CUT, Fault.WRONG_RANGE));
        assertIsThere(fetch("/data/emoji.tsv"));
        etag = "";
        faults.add(Fault.CUT);
        assertIsThere(fetch("/data/emoji.tsv"));
    }

    @Test
    void aPartOfAnotherVersionIsNotContinued() throws IOException {
        faults.addAll(List.of(Fault.CUT, Fault.BUSY, Fault.BUSY, Fault.BUSY, Fault.BUSY, Fault.BUSY));
        files.put("/data/emoji.tsv", new byte[50_000]);
        assertThatThrownBy(() -> fetch("/data/emoji.tsv")).isInstanceOf(DownloadException.class);
        files.put("/data/emoji.tsv", Files.readAllBytes(FILES.resolve("emoji.tsv")));
        etag = "\"two\"";
        assertIsThere(fetch("/data/emoji.tsv"));
    }

    @Test
    void aLengthThatIsALieIsSaidInALine() {
        etag = "";
        faults.addAll(java.util.Collections.nCopies(6, Fault.LONGER));
        assertThatThrownBy(() -> fetch("/data/emoji.tsv"))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("fetching emoji.tsv failed 6 times")
                .message()
                .doesNotContain("\n");
        assertThat(directory).isDirectoryRecursivelyContaining("glob:**.part");
        assertThat(directory).isDirectoryNotContaining("glob:**/emoji.tsv");
    }

    @Test
    void whoDripsIsAskedAgain() throws IOException {
        faults.add(Fault.DRIP);
        assertIsThere(fetch("/data/emoji.tsv"));
        assertThat(requests).hasSize(2);
    }

    @Test
    void aFileMayHaveNoLength() throws IOException {
        faults.add(Fault.NO_LENGTH);
        assertIsThere(fetch("/data/emoji.tsv"));
    }

    @Test
    void aWebPageIsNoDataset() {
        faults.add(Fault.HTML);
        assertThatThrownBy(() -> fetch("/data/emoji.tsv"))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("/data/emoji.tsv: the server answers with a web page");
    }

    @Test
    void redirectsAreFollowedOnTheSameHostAlone() throws IOException {
        redirect = "/data/emoji.tsv";
        assertIsThere(fetch("/moved.tsv"));
        redirect = "http://localhost:" + server.getAddress().getPort() + "/data/emoji.tsv";
        assertThatThrownBy(() -> fetch("/away.tsv"))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("127.0.0.1 redirects to http://localhost:")
                .hasMessageContaining("which is not followed");
        redirect = "file:///etc/passwd";
        assertThatThrownBy(() -> fetch("/file.tsv")).hasMessageContaining("redirects to file:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://h/x.tar",
                "https:///x",
                "https://user:pw@h/x",
                "https://h/{0..3}/x.tar",
                "https://h/{3..0}.tar",
                "https://h/..",
                "https://h/a\\b",
                "gs://b/x"
            })
    void refusesWhatIsNoAddressOfAFile(String written) {
        assertThatThrownBy(() -> DatasetAddress.of(written, Path.of(""))).isInstanceOf(IllegalArgumentException.class);
    }

    /** As two replicas of ingest do, of which one has taken over the other's load, or two pushes at once. */
    @Test
    void ofThoseThatWantOneFileAtOnceOneFetchesItAndTheOthersHaveIt() throws Exception {
        byte[] large = new byte[5_000_000];
        new Random(1).nextBytes(large);
        files.put("/data/large.tsv", large);
        DatasetAddress address =
                DatasetAddress.of("http://127.0.0.1:" + server.getAddress().getPort() + "/data/large.tsv", Path.of(""));
        DatasetFetch.Settings settings = new DatasetFetch.Settings(
                URI.create("http://127.0.0.1:1"),
                Optional.empty(),
                new HubCache(directory.resolve("hub")),
                directory.resolve("cache"),
                Optional.empty(),
                Optional.empty());
        List<CompletableFuture<Path>> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(CompletableFuture.supplyAsync(() -> {
                try (DatasetFetch fetch = DatasetFetch.of(settings, Network.ANY)) {
                    return fetch.local(address, Optional.empty(), FetchProgress.NONE)
                            .path();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        }
        for (CompletableFuture<Path> one : all) {
            assertThat(one.get()).hasBinaryContent(large);
        }
        assertThat(requests).hasSize(6).allMatch(asked -> asked.equals("/data/large.tsv"));
    }
}
