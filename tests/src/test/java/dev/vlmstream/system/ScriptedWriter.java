package dev.vlmstream.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that speaks OpenAI's chat completions and says what a script has. It can be told to stop answering after this many
 * answers of one step: whatever is asked then is held, and never answered.
 */
final class ScriptedWriter implements AutoCloseable {
    static final int INPUT_TOKENS = 100;
    static final int OUTPUT_TOKENS = 10;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern WRITING =
            Pattern.compile("Come up with \\w+ multiple-choice questions for a (.*) to examine the knowledge");
    private static final Pattern AGAIN = Pattern.compile("This is request (\\d+)\\. ");

    private final JsonNode script;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Integer> answered = new HashMap<>();
    private final Map<Step, Integer> steps = new HashMap<>();
    private final Set<HttpExchange> held = new HashSet<>();
    private Step holding;
    private int holdAfter;
    private int underWay;
    private int paid;

    /** What a question belongs to. */
    enum Step {
        WRITING,
        NAMED,
        UNNAMED;

        static Step of(String prompt) {
            return prompt.startsWith("Come up with") ? WRITING : prompt.contains("Try your best") ? UNNAMED : NAMED;
        }
    }

    private ScriptedWriter(JsonNode script) throws IOException {
        this.script = script;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    static ScriptedWriter start(Path script) throws IOException {
        return new ScriptedWriter(JSON.readTree(script.toFile()));
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From the so manieth answer of a step on, nothing is answered. */
    synchronized void holdAfter(Step step, int answers) {
        holding = step;
        holdAfter = answers;
    }

    /** Whether it answers nothing any more, and someone waits. */
    synchronized boolean isHolding() {
        return isReached() && !held.isEmpty() && held.size() == underWay;
    }

    /** Drops whoever waits, and answers again. */
    synchronized void release() {
        holding = null;
        held.forEach(HttpExchange::close);
        underWay -= held.size();
        held.clear();
    }

    /** How often each prompt had an answer that is one. */
    synchronized Map<String, Integer> answered() {
        return Map.copyOf(answered);
    }

    /** Answers of a step so far. */
    synchronized int answers(Step step) {
        return steps.getOrDefault(step, 0);
    }

    /** Replies that cost something, empty ones included. */
    synchronized int paid() {
        return paid;
    }

    private boolean isReached() {
        return holding != null && answers(holding) >= holdAfter;
    }

    private void handle(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
        String prompt = request.at("/messages/0/content/0/text").asText();
        // One by one: what is answered before a hold is known exactly.
        synchronized (this) {
            underWay++;
            if (isReached()) {
                held.add(exchange);
                return;
            }
            String text = reply(prompt);
            send(exchange, text);
            underWay--;
            paid++;
            steps.merge(Step.of(prompt), 1, Integer::sum);
            if (!text.isEmpty()) {
                answered.merge(prompt, 1, Integer::sum);
            }
        }
    }

    private String reply(String prompt) {
        Matcher writing = WRITING.matcher(prompt);
        if (writing.find()) {
            Matcher again = AGAIN.matcher(prompt);
            int request = again.find() ? Integer.parseInt(again.group(1)) : 1;
            return script.get("writing").get(writing.group(1)).get(request - 1).asText();
        }
        return script.get("answers").path(prompt).asText("A");
    }

    private static void send(HttpExchange exchange, String text) throws IOException {
        var reply = JSON.createObjectNode();
        var choice = reply.putArray("choices").addObject().put("finish_reason", "stop");
        choice.putObject("message").put("content", text);
        reply.putObject("usage").put("prompt_tokens", INPUT_TOKENS).put("completion_tokens", OUTPUT_TOKENS);
        byte[] body = JSON.writeValueAsBytes(reply);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
