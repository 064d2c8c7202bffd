import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A hub of models for tests: serves each directory below a directory as OWNER/NAME by the part of the Hugging Face hub's interface
 * that `vlmstream models pull` and Hugging Face's own client, vLLM's, use. {@code java Hub.java DIRECTORY HOST PORT [TOKEN]}; with a token, whoever has none is refused.
 */
public class Hub {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static Path root;
    private static String token;

    public static void main(String[] args) throws IOException {
        root = Path.of(args[0]);
        token = args.length > 3 ? args[3] : null;
        HttpServer server = HttpServer.create(new InetSocketAddress(args[1], Integer.parseInt(args[2])), 0);
        server.createContext("/", Hub::answer);
        server.start();
        System.out.println("hub of " + root + " at http://" + args[1] + ":" + server.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (token != null && !("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            String path = exchange.getRequestURI().getPath();
            System.out.println(exchange.getRequestMethod() + " " + path);
            byte[] body = body(List.of(path.substring(1).split("/")));
            if (body == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            // Hugging Face's client looks at each file before it gets it, and keeps it under what these say.
            exchange.getResponseHeaders().set("ETag", '"' + sha256(body) + '"');
            exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** api/models/OWNER/NAME/revision/REVISION, api/models/OWNER/NAME/tree/COMMIT, or OWNER/NAME/resolve/COMMIT/FILE; null: no such thing. */
    private static byte[] body(List<String> parts) throws IOException {
        boolean api = parts.get(0).equals("api");
        List<String> rest = api ? parts.subList(2, parts.size()) : parts;
        Path bundle = rest.size() < 4 ? null : root.resolve(rest.get(1)).normalize();
        if (bundle == null || !bundle.startsWith(root) || !Files.isDirectory(bundle)) {
            return null;
        }
        if (api) {
            String json = rest.get(2).equals("revision")
                    ? "{\"id\":\"%s/%s\",\"sha\":\"%s\"}".formatted(rest.get(0), rest.get(1), COMMIT)
                    : tree(bundle);
            return json.getBytes(StandardCharsets.UTF_8);
        }
        Path file = bundle.resolve(String.join("/", rest.subList(4, rest.size()))).normalize();
        return file.startsWith(bundle) && Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
    }

    private static String tree(Path bundle) throws IOException {
        try (Stream<Path> files = Files.walk(bundle)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> entry(bundle, file))
                    .collect(Collectors.joining(",", "[", "]"));
        }
    }

    private static String entry(Path bundle, Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            String sum = "\"oid\":\"%s\",\"size\":%d".formatted(sha256(bytes), bytes.length);
            return "{\"type\":\"file\",\"path\":\"%s\",%s,\"lfs\":{%s,\"pointerSize\":134}}".formatted(bundle.relativize(file), sum, sum);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
