package dev.vlmstream.local;

import com.sun.net.httpserver.HttpServer;
import dev.vlmstream.local.process.ParentPipe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Stands for a service: is ready at once, or ends with a message if {@code fake.fail} says so. */
public final class FakeService {
    private FakeService() {}

    public static void main(String[] args) throws IOException {
        System.out.println("fake service, instance " + System.getProperty("vlmstream.instance"));
        if (Boolean.getBoolean("fake.fail")) {
            System.out.println("the fake refuses to start");
            System.exit(3);
        }
        ParentPipe.exitWhenClosed();
        HttpServer server =
                HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.getInteger("quarkus.http.port")), 0);
        server.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    /** Puts it where the jar of each service is looked for. */
    static Path home(Path directory) throws IOException {
        for (ServiceKind kind : ServiceKind.values()) {
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
