package dev.vlmstream.benchmarks.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.benchmarks.measure.Side.Round;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A side in a process of its own. It warms up, writes a JSON line with its check numbers, and then answers every line
 * with a JSON line: items and seconds, timed inside. Between rounds it waits and costs nothing.
 */
public final class Worker implements Side, AutoCloseable {
    /** Settings for another numpy than the one measured, should there be any. */
    private static final Set<String> FOREIGN = Set.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;
    private final List<Double> check = new ArrayList<>();

    private Worker(String name, Process process) {
        this.name = name;
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.in = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts the process and returns when it is warm. Its errors go to this process's. */
    public static Worker start(String name, List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().keySet().removeAll(FOREIGN);
            builder.environment().put("OPT_OUT_TRACKING", "true");
            Worker worker = new Worker(name, builder.start());
            worker.read().get("check").forEach(number -> worker.check.add(number.asDouble()));
            return worker;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + String.join(" ", command), e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    /** What the side computed, in numbers, to be compared with another side's. */
    public List<Double> check() {
        return check;
    }

    @Override
    public Round round() {
        JsonNode answer = ask("go");
        return new Round(answer.get("items").asLong(), answer.get("seconds").asDouble());
    }

    /** What the process answers to a line of JSON. */
    public JsonNode ask(Object question) {
        try {
            in.write(JSON.writeValueAsString(question) + "\n");
            in.flush();
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " broke off", e);
        }
    }

    private JsonNode read() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IllegalStateException(name + " ended; what it said is above");
        }
        return JSON.readTree(line);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }

    /**
     * The inner end of a worker in Java, as {@code python/worker.py} is in Python: measures one round for each line of standard
     * input, until that ends.
     *
     * @param check numbers that the other sides must find as well
     * @param measure does a round and says of how many items
     */
    public static void serve(List<? extends Number> check, LongSupplier measure) throws IOException {
        serve(check, asked -> {
            long begun = System.nanoTime();
            return Round.since(begun, measure.getAsLong());
        });
    }

    /** The inner end of a worker that is asked for different things: answers each line of standard input by one. */
    public static void serve(Function<JsonNode, Object> answer) throws IOException {
        serve(List.of(), answer);
    }

    private static void serve(List<? extends Number> check, Function<JsonNode, Object> answer) throws IOException {
        System.out.println(JSON.writeValueAsString(Map.of("check", check)));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(JSON.writeValueAsString(answer.apply(JSON.readTree(line))));
        }
    }
}
