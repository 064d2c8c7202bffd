package dev.vlmstream.streaming.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.ConfigProvider;

/** What a replica is called that was given no name: by its host, and by its port, which no two processes there share. */
final class InstanceName {
    private InstanceName() {}

    /** The same over restarts, unless the port is any that is free. */
    static String ofProcess() {
        int port = ConfigProvider.getConfig()
                .getOptionalValue("quarkus.http.port", Integer.class)
                .orElse(0);
        return of(host(), port > 0 ? OptionalInt.of(port) : OptionalInt.empty());
    }

    static String of(String host, OptionalInt port) {
        // Kafka takes these characters in a member's name.
        String legal = host.replaceAll("[^A-Za-z0-9._-]", "-");
        return legal
                + (port.isPresent()
                        ? "-" + port.getAsInt()
                        : "-p" + ProcessHandle.current().pid());
    }

    /** @throws IllegalArgumentException if Kafka would not take it as part of a member's name */
    static String require(String name) {
        if (!name.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new IllegalArgumentException(
                    "vlmstream.instance is \"" + name + "\"; use 1 to 100 letters, digits, '.', '_' or '-'");
        }
        return name;
    }

    private static String host() {
        String host = System.getenv("HOSTNAME");
        if (host != null && !host.isBlank()) {
            return host;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "host";
        }
    }
}
