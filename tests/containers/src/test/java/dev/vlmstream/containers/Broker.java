package dev.vlmstream.containers;

import static org.awaitility.Awaitility.await;

import dev.vlmstream.local.process.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A broker on this machine, or in an image that {@code containers.kafka} names. It is reached at an address of its own, and
 * at that of a link which somebody lays to {@link #behindLink()}.
 */
final class Broker implements AutoCloseable {
    private final AutoCloseable running;
    private final Ports ports;

    private Broker(AutoCloseable running, Ports ports) {
        this.running = running;
        this.ports = ports;
    }

    /**
     * @param behind for those who come by the link
     * @param link that they are told to come by
     */
    record Ports(int clients, int controller, int behind, int link) {
        private static Ports free() {
            return new Ports(FreePorts.any(), FreePorts.any(), FreePorts.any(), FreePorts.any());
        }
    }

    static Broker start() throws IOException {
        String image = System.getProperty("containers.kafka", "");
        Ports ports = Ports.free();
        AutoCloseable running = image.isEmpty() ? onThisMachine(ports) : KafkaImage.start(image, ports);
        return new Broker(running, ports);
    }

    private static AutoCloseable onThisMachine(Ports ports) throws IOException {
        Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "broker-");
        Process process = new ProcessBuilder(
                        Images.HOME.resolve("deploy/test/kafka").toString(),
                        "localhost",
                        String.valueOf(ports.clients()),
                        String.valueOf(ports.controller()),
                        directory.toString(),
                        String.valueOf(ports.behind()),
                        String.valueOf(ports.link()))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("broker.log").toFile())
                .start();
        return () -> {
            process.destroy();
            process.onExit().join();
        };
    }

    void awaitReached() {
        await("a broker at " + bootstrap())
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(this::reached);
    }

    private boolean reached() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("localhost", ports.clients()), 1000);
            return true;
        }
    }

    String bootstrap() {
        return "localhost:" + ports.clients();
    }

    /** The port of the link, to which the broker sends those who came by it. */
    int link() {
        return ports.link();
    }

    /** The port where the link ends. */
    int behindLink() {
        return ports.behind();
    }

    @Override
    public void close() throws Exception {
        running.close();
    }
}
