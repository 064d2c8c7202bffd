package dev.vlmstream.inference.remote.stub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** The server. Answers are made of the question's digest, so that each is known and differs from the others. */
public final class StubApi implements AutoCloseable {
    /** What every answer says it took. */
    public static final int INPUT_TOKENS = 100;

    public static final int OUTPUT_TOKENS = 10;

    /** Of {@link #release}. */
    public static final int ALL = Integer.MAX_VALUE;

    private final InetSocketAddress address;
    private volatile HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final StubTally tally = new StubTally();
    private final List<String> headers = new CopyOnWriteArrayList<>();
    private final List<String> traces = new CopyOnWriteArrayList<>();
    private volatile FaultPlan plan;
    private volatile int leastMillis = 1;
    private volatile int mostMillis = 1;
    private volatile UnaryOperator<String> speech;
    private volatile String elsewhere;
    private volatile StubScores scores;
    private volatile UnaryOperator<String> distortion = UnaryOperator.identity();
    /** How many replies may still be sent. */
    private int replies = ALL;

    private StubApi(HttpServer server, FaultPlan plan) {
        this.server = server;
        this.address = server.getAddress();
        this.plan = plan;
    }

    public static StubApi start(FaultPlan plan) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        StubApi stub = new StubApi(server, plan);
        stub.listen();
        return stub;
    }

    private void listen() {
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Ends as a process does that is killed: whoever is connected is cut off, and nothing listens any more. */
    public void kill() {
        server.stop(0);
    }

    /** After {@link #kill}: listens again, at the same address. */
    public void revive() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                server = HttpServer.create(address, 100);
                listen();
                return;
            } catch (BindException e) {
                // A client's connection may have taken the port meanwhile.
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    public String url() {
        return "http://127.0.0.1:" + address.getPort();
    }

    /** What was asked so far. */
    public StubTally tally() {
        return tally;
    }

    /** The values of the headers that carried keys. */
    public List<String> keys() {
        return headers;
    }

    /** The values of the headers {@code traceparent}. */
    public List<String> traces() {
        return traces;
    }

    public void follow(FaultPlan other) {
        plan = other;
    }

    /** How long an answer takes. */
    public void delay(int millis) {
        delay(millis, millis);
    }

    /** How long an answer takes, evenly distributed. */
    public void delay(int least, int most) {
        leastMillis = least;
        mostMillis = most;
    }

    /** From now on, requests are taken and none is answered, until {@link #release}. */
    public synchronized void hold() {
        replies = 0;
    }

    /** After {@link #hold}: so many more are answered; all, with {@link #ALL}. */
    public synchronized void release(int count) {
        replies = count == ALL ? ALL : replies + count;
        notifyAll();
    }

    private synchronized void awaitRelease() throws InterruptedException {
        while (replies == 0) {
            wait();
        }
        if (replies != ALL) {
            replies--;
        }
    }

    /** Where {@link Fault#MOVED} points. */
    public void moveTo(String url) {
        elsewhere = url;
    }

    /** Says something else than an answer made of the question's digest: {@code words} of the request's body. */
    public void say(UnaryOperator<String> words) {
        speech = words;
    }

    /** Answers requests that ask for scores by these. */
    public void score(StubScores by) {
        scores = by;
    }

    /** Replies with scores are changed so before they are sent; each is whole JSON. */
    public void distort(UnaryOperator<String> how) {
        distortion = how;
    }

    private String whole(String path, byte[] body, StubFormat format, String text) {
        String scored = scores == null ? null : scores.reply(path, new String(body, StandardCharsets.UTF_8));
        return scored == null ? format.reply("answer", text, INPUT_TOKENS, OUTPUT_TOKENS) : distortion.apply(scored);
    }

    private String answer(byte[] body, String question) {
        return speech == null
                ? "stub answer " + question.substring(0, 12)
                : speech.apply(new String(body, StandardCharsets.UTF_8));
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        StubFormat format = StubFormat.of(exchange.getRequestURI().getPath());
        for (String name : List.of("authorization", "x-api-key", "x-goog-api-key")) {
            headers.addAll(exchange.getRequestHeaders().getOrDefault(name, List.of()));
        }
        traces.addAll(exchange.getRequestHeaders().getOrDefault("traceparent", List.of()));
        if (format == null) {
            send(exchange, 404, "{\"error\": {\"message\": \"no such path\"}}");
            return;
        }
        String question = sha256(exchange.getRequestURI().getPath(), body);
        int attempt = tally.begin(question);
        boolean underWay = true;
        try {
            Fault fault = plan.of(question, attempt);
            tally.met(fault);
            Thread.sleep(ThreadLocalRandom.current().nextInt(leastMillis, mostMillis + 1));
            awaitRelease();
            String text = answer(body, question);
            String whole = whole(exchange.getRequestURI().getPath(), body, format, text);
            if (fault != Fault.HANG && fault != Fault.DRIP) {
                // Whoever has the reply may ask the next question before this thread continues.
                tally.end();
                underWay = false;
            }
            reply(exchange, format, fault, text, whole);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.close();
        } finally {
            if (underWay) {
                tally.end();
            }
        }
    }

    private void reply(HttpExchange exchange, StubFormat format, Fault fault, String text, String answer)
            throws IOException, InterruptedException {
        switch (fault) {
            case NONE -> send(exchange, 200, answer);
            case UNCOUNTED -> send(exchange, 200, format.reply("answer", text, 0, 0));
            case EMPTY -> send(exchange, 200, format.reply("empty", text, INPUT_TOKENS, OUTPUT_TOKENS));
            case TRUNCATED -> send(exchange, 200, format.reply("truncated", text, INPUT_TOKENS, OUTPUT_TOKENS));
            case REFUSAL -> send(exchange, 200, format.reply("refusal", text, INPUT_TOKENS, OUTPUT_TOKENS));
            case CONTENT_FILTER -> send(exchange, 200, format.reply("filter", text, INPUT_TOKENS, OUTPUT_TOKENS));
            case THROTTLED_WITH_DELAY -> {
                exchange.getResponseHeaders().set("Retry-After-Ms", "30");
                send(exchange, 429, format.error("rate_limit_exceeded", "too many requests"));
            }
            case THROTTLED_WITHOUT_DELAY ->
                send(exchange, 429, format.error("rate_limit_exceeded", "too many requests"));
            case OVERLOADED -> send(exchange, 503, format.error("overloaded_error", "overloaded"));
            case SERVER_ERROR -> send(exchange, 500, format.error("api_error", "internal error"));
            case GATEWAY_PAGE -> send(exchange, 502, "<html><body><h1>502 Bad Gateway</h1></body></html>");
            case BAD_IMAGE -> send(exchange, 400, format.error("invalid_request_error", "unreadable image"));
            case WRONG_KEY -> send(exchange, 401, format.error("authentication_error", "wrong key " + key(exchange)));
            case NO_QUOTA -> send(exchange, 429, format.error("insufficient_quota", "no quota left"));
            case BROKEN_JSON -> send(exchange, 200, answer.substring(0, answer.length() / 2));
            case RUBBISH -> send(exchange, 200, "\u0001\u0002 lorem ipsum");
            case CUT -> cut(exchange, answer.getBytes(StandardCharsets.UTF_8));
            case HANG -> Thread.sleep(60_000);
            case DRIP -> drip(exchange, answer.getBytes(StandardCharsets.UTF_8));
            case MOVED -> {
                exchange.getResponseHeaders().set("Location", elsewhere + exchange.getRequestURI());
                send(exchange, 307, "{}");
            }
        }
    }

    private static String key(HttpExchange exchange) {
        return String.valueOf(exchange.getRequestHeaders().getFirst("authorization"));
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void cut(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body, 0, body.length / 2);
        exchange.getResponseBody().flush();
        exchange.close();
    }

    private static void drip(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, body.length);
        for (byte next : body) {
            exchange.getResponseBody().write(next);
            exchange.getResponseBody().flush();
            Thread.sleep(100);
        }
        exchange.close();
    }

    private static String sha256(String path, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(path.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
