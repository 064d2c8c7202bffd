package dev.vlmstream.cli.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Speaks the hub's interface for one repository, be it a model or a dataset, and goes wrong where it is told to. */
final class StubHub implements AutoCloseable {

    static final String COMMIT = "c0ffee".repeat(7).substring(0, 40);
    /** Of the branch in which the hub keeps what it converts. */
    static final String CONVERTED = "beef".repeat(10);

    private static final String BRANCH = "refs/convert/parquet";
    private static final int PAGE = 3;

    /** One request as it came. */
    record Seen(String path, Optional<String> authorization, Optional<String> range) {}

    /** What a file's next request meets. */
    enum Fault {
        CUT,
        STALL,
        /** A byte now and then. */
        DRIP,
        BUSY,
        IGNORE_RANGE
    }

    private final HttpServer server;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Map<String, byte[]> listed = new LinkedHashMap<>();
    private final Map<String, List<Fault>> faults = new LinkedHashMap<>();
    private final List<String> large = new ArrayList<>();
    final List<Seen> requests = new CopyOnWriteArrayList<>();
    private final String repository;
    private int refusal;
    private String refusalCode = "";
    private List<String> similar = List.of();
    private URI elsewhere;

    StubHub() throws IOException {
        this("org/tiny");
    }

    StubHub(String repository) throws IOException {
        this.repository = repository;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** A file in git. */
    StubHub file(String path, String text) {
        return put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A file in large file storage. */
    StubHub large(String path, byte[] contents) {
        large.add(path);
        return put(path, contents);
    }

    /** A file in large file storage, in the branch of what the hub converts. */
    StubHub converted(String path, byte[] contents) {
        return large(BRANCH + ":" + path, contents);
    }

    private StubHub put(String path, byte[] contents) {
        files.put(path, contents);
        listed.put(path, contents);
        return this;
    }

    /** The file that is sent is not the one that is listed. */
    void corrupt(String path) {
        byte[] contents = files.get(path).clone();
        contents[contents.length - 1] ^= 1;
        files.put(path, contents);
    }

    void heal(String path) {
        files.put(path, listed.get(path));
    }

    void faults(String path, Fault... next) {
        faults.put(path, new ArrayList<>(List.of(next)));
    }

    /** Every request for the repository is answered with this status. */
    void refuse(int status) {
        refuse(status, "");
    }

    /** @param code as the hub says what it means */
    void refuse(int status, String code) {
        refusal = status;
        refusalCode = code;
    }

    /** What a search finds. */
    void finds(String... ids) {
        similar = List.of(ids);
    }

    /** Large files are to be had from another host. */
    void redirectLargeFilesTo(URI host) {
        elsewhere = host;
    }

    List<Seen> seen(String part) {
        return requests.stream().filter(seen -> seen.path().contains(part)).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(new Seen(
                path,
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"))));
        try (exchange) {
            if (path.matches("/api/(models|datasets)")) {
                String ids =
                        similar.stream().map(id -> "{\"id\": \"" + id + "\"}").collect(Collectors.joining(","));
                json(exchange, "[" + ids + "]");
            } else if (refusal != 0) {
                exchange.getResponseHeaders().add("X-Error-Code", refusalCode);
                exchange.sendResponseHeaders(refusal, -1);
            } else if (path.matches("/api/(models|datasets)/" + repository + "/revision/.*")) {
                boolean branch = path.endsWith("/revision/" + BRANCH);
                if (branch && branches().isEmpty()) {
                    exchange.sendResponseHeaders(404, -1);
                } else {
                    json(exchange, "{\"sha\": \"" + (branch ? CONVERTED : COMMIT) + "\"}");
                }
            } else if (path.matches("/api/(models|datasets)/" + repository + "/tree/" + COMMIT)) {
                tree(
                        exchange,
                        listed.keySet().stream()
                                .filter(file -> !file.startsWith(BRANCH))
                                .toList());
            } else if (path.matches("/api/datasets/" + repository + "/tree/" + CONVERTED)) {
                tree(exchange, branches());
            } else if (path.matches("(/datasets)?/" + repository + "/resolve/" + COMMIT + "/.*")) {
                file(exchange, path.substring(path.indexOf(COMMIT) + COMMIT.length() + 1));
            } else if (path.startsWith("/datasets/" + repository + "/resolve/" + CONVERTED + "/")) {
                file(exchange, BRANCH + ":" + path.substring(path.indexOf(CONVERTED) + CONVERTED.length() + 1));
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private List<String> branches() {
        return listed.keySet().stream().filter(file -> file.startsWith(BRANCH)).toList();
    }

    private void tree(HttpExchange exchange, List<String> paths) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        int from = query.contains("cursor=") ? Integer.parseInt(query.replaceAll(".*cursor=", "")) : 0;
        int to = Math.min(paths.size(), from + PAGE);
        if (to < paths.size()) {
            exchange.getResponseHeaders()
                    .add(
                            "Link",
                            "<" + address() + exchange.getRequestURI().getPath() + "?recursive=true&cursor=" + to
                                    + ">; rel=\"next\"");
        }
        String entries = paths.subList(from, to).stream().map(this::entry).collect(Collectors.joining(","));
        json(exchange, "[{\"type\": \"directory\", \"path\": \"onnx\"}," + entries + "]");
    }

    private String entry(String path) {
        byte[] contents = listed.get(path);
        String entry = "{\"type\": \"file\", \"path\": \"" + path.replace(BRANCH + ":", "") + "\", \"size\": "
                + contents.length + ", \"oid\": \""
                + digest("SHA-1", ("blob " + contents.length + "\0").getBytes(StandardCharsets.US_ASCII), contents)
                + "\"";
        String storage = ", \"lfs\": {\"oid\": \"" + digest("SHA-256", new byte[0], contents) + "\", \"size\": "
                + contents.length + "}";
        return entry + (large.contains(path) ? storage : "") + "}";
    }

    private void file(HttpExchange exchange, String path) throws IOException {
        byte[] contents = files.get(path);
        if (elsewhere != null && large.contains(path)) {
            exchange.getResponseHeaders()
                    .add("Location", elsewhere + exchange.getRequestURI().getRawPath());
            exchange.sendResponseHeaders(302, -1);
            return;
        }
        List<Fault> left = faults.getOrDefault(path, List.of());
        send(exchange, contents, left.isEmpty() ? null : left.remove(0));
    }

    private void send(HttpExchange exchange, byte[] contents, Fault fault) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null || fault == Fault.IGNORE_RANGE ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        if (fault == Fault.BUSY) {
            exchange.getResponseHeaders().add("Retry-After", "0");
            exchange.sendResponseHeaders(503, -1);
            return;
        }
        byte[] rest = Arrays.copyOfRange(contents, from, contents.length);
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, rest.length == 0 ? -1 : rest.length);
        OutputStream out = exchange.getResponseBody();
        boolean breaksOff = fault == Fault.CUT || fault == Fault.STALL || fault == Fault.DRIP;
        out.write(rest, 0, breaksOff ? rest.length / 2 : rest.length);
        out.flush();
        if (fault == Fault.STALL) {
            pause(5_000);
        } else if (fault == Fault.DRIP) {
            drip(out, rest);
        }
    }

    private static void drip(OutputStream out, byte[] rest) throws IOException {
        for (int at = rest.length / 2; at < rest.length; at++) {
            pause(20);
            out.write(rest[at]);
            out.flush();
        }
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void json(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String digest(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            List.of(parts).forEach(digest::update);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
