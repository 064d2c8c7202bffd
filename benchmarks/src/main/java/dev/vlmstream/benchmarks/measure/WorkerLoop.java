package dev.vlmstream.benchmarks.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** The inner end of a {@link Worker} in Java, as {@code python/worker.py} is in Python. */
public final class WorkerLoop {
    private static final ObjectMapper JSON = new ObjectMapper();

    private WorkerLoop() {}

    /**
     * Measures one round for each line of standard input, until that ends.
     *
     * @param check numbers that the other sides must find as well
     * @param measure does a round and says of how many items
     */
    public static void serve(List<? extends Number> check, LongSupplier measure) throws IOException {
        System.out.println(JSON.writeValueAsString(Map.of("check", check)));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            long begun = System.nanoTime();
            Round round = Round.since(begun, measure.getAsLong());
            System.out.println(JSON.writeValueAsString(round));
        }
    }
}
