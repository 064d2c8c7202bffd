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
    private final int port;
    private final int link;

    private Broker(AutoCloseable running, int port, int link) {
        this.running = running;
        this.port = port;
        this.link = link;
    }

    static Broker start() throws IOException {
        String image = System.getProperty("containers.kafka", "");
        int port = FreePorts.any();
        int link = FreePorts.any();
        AutoCloseable running = image.isEmpty()
                ? onThisMachine(port, link)
                : KafkaImage.start(image, port, controller(port), behind(port), link);
        return new Broker(running, port, link);
    }

    private static AutoCloseable onThisMachine(int port, int link) throws IOException {
        Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "broker-");
        Process process = new ProcessBuilder(
                        Images.HOME.resolve("deploy/test/kafka").toString(),
                        "localhost",
                        String.valueOf(port),
                        directory.toString(),
                        String.valueOf(link))
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
            socket.connect(new InetSocketAddress("localhost", port), 1000);
            return true;
        }
    }

    String bootstrap() {
        return "localhost:" + port;
    }

    /** The port of the link, to which the broker sends those who came by it. */
    int link() {
        return link;
    }

    /** The port where the link ends. */
    int behindLink() {
        return behind(port);
    }

    private static int controller(int port) {
        return port + 1;
    }

    private static int behind(int port) {
        return port + 2;
    }

    @Override
    public void close() throws Exception {
        running.close();
    }
}
