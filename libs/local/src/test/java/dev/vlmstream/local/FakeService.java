package dev.vlmstream.local;

import com.sun.net.httpserver.HttpServer;
import dev.vlmstream.local.process.ParentPipe;
import dev.vlmstream.schemas.services.ServiceKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/**
 * Stands for a service. {@code fake.start}: how many tenths of a second it takes to start, and {@code fake.says}: what it logs in
 * each of them, with {@code #} for a word that is always another. {@code fake.fail}: ends then with a message. It is down as long
 * as a file named as its log and {@code .down} lies there, and from its start on with {@code fake.down}. {@code fake.robbed}: the
 * property that has its port, which it writes into a file named as its log and {@code .robbed}, and waits until that file is gone,
 * before all else; once.
 */
public final class FakeService {
    private static final Path LOG = Path.of(System.getProperty("quarkus.log.file.path", "fake.log"));

    private FakeService() {}

    public static void main(String[] args) throws Exception {
        log("fake service, instance " + System.getProperty("vlmstream.instance"));
        ParentPipe.exitWhenClosed();
        waitToBeRobbed(System.getProperty("fake.robbed"));
        String says = System.getProperty("fake.says", "");
        for (int i = 0; i < Integer.getInteger("fake.start", 0); i++) {
            Thread.sleep(100);
            if (!says.isEmpty()) {
                log(says.replace("#", "x".repeat(i)));
            }
        }
        if (Boolean.getBoolean("fake.fail")) {
            log("the fake refuses to start");
            System.exit(3);
        }
        try {
            serve();
        } catch (IOException e) {
            log(e.toString());
            System.exit(1);
        }
    }

    private static void waitToBeRobbed(String key) throws Exception {
        Path robbed = Path.of(LOG + ".robbed");
        Path again = Path.of(LOG + ".again");
        if (key != null && !Files.exists(again)) {
            Files.createFile(again);
            Files.writeString(Path.of(LOG + ".part"), System.getProperty(key));
            Files.move(Path.of(LOG + ".part"), robbed);
            while (Files.exists(robbed)) {
                Thread.sleep(10);
            }
        }
    }

    private static void serve() throws IOException {
        // Nobody asks it there in these tests; it only takes the port.
        listen("quarkus.http.port").start();
        HttpServer server = listen("quarkus.management.port");
        Path down = Path.of(LOG + ".down");
        Files.deleteIfExists(down);
        server.createContext("/q/health/", exchange -> {
            boolean ill = Boolean.getBoolean("fake.down")
                    || Files.exists(down) && exchange.getRequestURI().getPath().endsWith("live");
            byte[] body = "{\"checks\": [{\"name\": \"fake\", \"status\": \"%s\"}], \"log\": \"%s\"}"
                    .formatted(
                            ill ? "DOWN" : "UP", System.getProperty("quarkus.smallrye-health.additional.property.log"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(ill ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    private static HttpServer listen(String key) throws IOException {
        return HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.getInteger(key)), 0);
    }

    private static void log(String line) throws IOException {
        Files.writeString(LOG, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Puts it where the jar of each service is looked for. */
    static Path home(Path directory) throws IOException {
        for (ServiceKind kind : ServiceKind.all()) {
            Path jar = kind.jar(directory);
            Files.createDirectories(jar.getParent());
            writeJar(jar);
        }
        return directory;
    }

    private static void writeJar(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (Class<?> type : new Class<?>[] {FakeService.class, ParentPipe.class}) {
                String entry = type.getName().replace('.', '/') + ".class";
                out.putNextEntry(new ZipEntry(entry));
                type.getResourceAsStream("/" + entry).transferTo(out);
            }
        }
    }
}
