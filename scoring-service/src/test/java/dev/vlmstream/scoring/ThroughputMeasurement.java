package dev.vlmstream.scoring;

import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.topics.TopicSetup;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * Measures how many predictions a second the packaged service scores, exactly once, with a broker process on the same
 * machine. The topics are filled first; then the service is started on them, cold, and asked what it has counted. Run
 * with the test class path in the module's directory; arguments: items (50000), options of the service's Java machine.
 */
public final class ThroughputMeasurement {
    private static final List<String> MODELS = List.of("clip", "llava", "llava-tuned", "efficientnet");
    private static final Pattern COUNTED = Pattern.compile("\"counted\":(\\d+)");

    private ThroughputMeasurement() {}

    public static void main(String[] arguments) throws Exception {
        int items = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50_000;
        List<String> options = Stream.of(arguments).skip(1).toList();
        Process broker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmbeddedBroker.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String bootstrap = new BufferedReader(
                            new InputStreamReader(broker.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            fill(bootstrap, items);
            measure(bootstrap, items, options, broker);
        } finally {
            broker.destroyForcibly();
        }
        System.exit(0);
    }

    private static void fill(String bootstrap, int items) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            TopicSetup.ensure(admin, "", 4, Optional.empty());
        }
        try (Pusher pusher = new Pusher(bootstrap)) {
            pusher.push(Events.manifest("r", "open-world", items, MODELS.toArray(String[]::new)));
            for (int item = 0; item < items; item++) {
                pusher.push(Events.reference("r", "item-" + item, "class " + item % 1000));
            }
            for (String model : MODELS) {
                for (int item = 0; item < items; item++) {
                    Prediction prediction = Events.text("r", "item-" + item, model, "This is a class " + item % 777);
                    prediction.setPredictedAt(Events.CREATED_AT + item);
                    pusher.push(prediction);
                }
            }
        }
    }

    private static void measure(String bootstrap, int items, List<String> options, Process broker) throws Exception {
        long expected = (long) items * MODELS.size();
        Duration brokerBefore = processorTime(broker);
        long start = System.nanoTime();
        ServiceProcess service =
                ServiceProcess.start(bootstrap, Files.createTempDirectory(Path.of("target"), "state"), "m", options);
        long first = awaitCounted(service, 1);
        long firstAt = System.nanoTime();
        Duration serviceBefore = processorTime(service.process());
        awaitCounted(service, expected);
        long end = System.nanoTime();
        System.out.printf(
                "%d predictions: %.0f/s from the first seen to the last, %.0f/s with the service's start%n",
                expected, (expected - first) / ((end - firstAt) / 1e9), expected / ((end - start) / 1e9));
        System.out.printf(
                "processor time: service %.1f s, %.1f s of it until the first; broker %.1f s%n",
                processorTime(service.process()).toMillis() / 1e3,
                serviceBefore.toMillis() / 1e3,
                processorTime(broker).minus(brokerBefore).toMillis() / 1e3);
        latency(bootstrap, service);
        Duration atRest = processorTime(service.process());
        Thread.sleep(10_000);
        System.out.printf(
                "at rest: %.1f ms of processor time a second%n",
                processorTime(service.process()).minus(atRest).toMillis() / 10.0);
        service.close();
    }

    /** From sending a prediction until the run's metrics, asked over HTTP, hold it. */
    private static void latency(String bootstrap, ServiceProcess service) throws Exception {
        long[] millis = new long[60];
        try (Pusher pusher = new Pusher(bootstrap)) {
            pusher.push(Events.manifest("l", "open-world", millis.length, "m"));
            for (int item = 0; item < millis.length; item++) {
                pusher.push(Events.reference("l", "i" + item, "cat"));
                Thread.sleep(50 + item * 7);
                long start = System.nanoTime();
                pusher.push(Events.text("l", "i" + item, "m", "cat"));
                while (!service.get("/api/runs/l/metrics").contains("\"answered\":" + (item + 1) + ",")) {
                    Thread.sleep(5);
                }
                millis[item] = (System.nanoTime() - start) / 1_000_000;
            }
        }
        Arrays.sort(millis);
        System.out.printf(
                "latency to the metrics: median %d ms, 95 %% %d ms, longest of %d: %d ms%n",
                millis[millis.length / 2], millis[millis.length * 95 / 100], millis.length, millis[millis.length - 1]);
    }

    private static long awaitCounted(ServiceProcess service, long wanted) throws InterruptedException {
        while (true) {
            Matcher matcher = COUNTED.matcher(service.get("/api/runs"));
            if (matcher.find() && Long.parseLong(matcher.group(1)) >= wanted) {
                return Long.parseLong(matcher.group(1));
            }
            Thread.sleep(100);
        }
    }

    private static Duration processorTime(Process process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
