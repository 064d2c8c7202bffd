package dev.vlmstream.scoring;

import static org.awaitility.Awaitility.await;

import dev.vlmstream.local.process.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The packaged service as a process of its own, to be killed. */
public final class ServiceProcess implements AutoCloseable {
    /** So that the partitions of a replica that was killed are soon another's. */
    private static final String READY = "/q/health/ready";

    private static final String SESSION = "-Dvlmstream.session-timeout=6s";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final int port;
    private final int management;

    private ServiceProcess(Process process, int port, int management) {
        this.process = process;
        this.port = port;
        this.management = management;
    }

    /**
     * Has a service that ends once it is ready archive its classes (class-data sharing): all later ones start in 2.2 processor
     * seconds instead of 3.6.
     */
    static void archiveClasses(String bootstrap, Path state, String... properties) throws Exception {
        try (ServiceProcess service = start("-XX:ArchiveClassesAtExit=", bootstrap, state, "archive", properties)) {
            service.awaitReady();
        }
    }

    /** Starts the service; it ends with the process that started it. Its log is {@code target/service-INSTANCE.log}. */
    public static ServiceProcess start(String bootstrap, Path state, String instance, String... properties)
            throws IOException {
        return start("-XX:SharedArchiveFile=", bootstrap, state, instance, properties);
    }

    /** @param archive the option for it */
    private static ServiceProcess start(
            String archive, String bootstrap, Path state, String instance, String... properties) throws IOException {
        int port = FreePorts.any();
        int management = FreePorts.any();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        command.add(archive + Path.of("target", "service.jsa"));
        // In place, not moved at each start; and it is no news for a log that Java cannot use one.
        command.addAll(List.of(
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:ArchiveRelocationMode=0",
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off"));
        command.add(SESSION);
        // Where libraries of those that are killed stay.
        command.add("-Djava.io.tmpdir="
                + Files.createDirectories(Path.of("target", "tmp")).toAbsolutePath());
        command.add("-Dvlmstream.bootstrap=" + bootstrap);
        command.add("-Dvlmstream.state-dir=" + state);
        command.add("-Dvlmstream.instance=" + instance);
        command.add("-Dvlmstream.exit-with-parent=true");
        for (String property : properties) {
            command.add("-D" + property);
        }
        command.add("-Dquarkus.http.port=" + port);
        command.add("-Dquarkus.management.port=" + management);
        command.add("-jar");
        command.add(jar().toString());
        Path log = Path.of("target", "service-" + instance + ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new ServiceProcess(process, port, management);
    }

    private static Path jar() {
        Path jar = Path.of("target/quarkus-app/quarkus-run.jar");
        if (!jar.toFile().exists()) {
            throw new IllegalStateException(jar.toAbsolutePath() + " is missing; run ./mvnw package first");
        }
        return jar;
    }

    /** The body of an answer; empty as long as the service does not answer with 200. */
    public String get(String path) throws InterruptedException {
        return body(port, path);
    }

    public String metrics() throws InterruptedException {
        return body(management, "/q/metrics");
    }

    private static String body(int port, String path) throws InterruptedException {
        try {
            HttpResponse<String> response = answer(port, path);
            return response.statusCode() == 200 ? response.body() : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** An answer, whatever it says. */
    public HttpResponse<String> answer(String path) throws IOException, InterruptedException {
        return answer(port, path);
    }

    public HttpResponse<String> liveness() throws IOException, InterruptedException {
        return answer(management, "/q/health/live");
    }

    HttpResponse<String> readiness() throws IOException, InterruptedException {
        return answer(management, READY);
    }

    private static HttpResponse<String> answer(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Waits until it says that it is ready. */
    public void awaitReady() {
        await().atMost(Duration.ofMinutes(3))
                .until(() -> !body(management, READY).isEmpty());
    }

    /** As the kernel kills. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
