package dev.vlmstream.containers;

import static org.awaitility.Awaitility.await;

import dev.vlmstream.local.process.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A broker on this machine: no image of one need be pulled. */
final class HostBroker implements AutoCloseable {
    private final Process process;
    private final int port;

    private HostBroker(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static HostBroker start() throws IOException {
        Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "broker-");
        int port = FreePorts.any();
        Process process = new ProcessBuilder(
                        Images.HOME.resolve("deploy/test/kafka").toString(),
                        "localhost",
                        String.valueOf(port),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("broker.log").toFile())
                .start();
        return new HostBroker(process, port);
    }

    void awaitReached() {
        await("a broker at " + bootstrap())
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(this::reached);
    }

    private boolean reached() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("localhost", port), 1000);
            return true;
        }
    }

    String bootstrap() {
        return "localhost:" + port;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
