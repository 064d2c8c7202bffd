package dev.vlmstream.streaming.images;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that a setting allows at http: and https: addresses: each on the scheme's own port, or on the one that is written with it. On
 * other ports of a machine there may be what is not meant for everybody.
 */
public final class AllowedHosts {
    private final String setting;
    private final List<String> written;
    private final List<URI> allowed = new ArrayList<>();

    /**
     * @param setting whose hosts they are, for messages
     * @param written each {@code HOST} or {@code HOST:PORT}
     * @throws IllegalStateException if one is neither
     */
    public AllowedHosts(String setting, List<String> written) {
        this.setting = setting;
        this.written = List.copyOf(written);
        written.forEach(host -> allowed.add(parse(host)));
    }

    private URI parse(String host) {
        try {
            URI uri = URI.create("any://" + host.strip());
            if (uri.getHost() != null && uri.equals(URI.create("any://" + place(uri)))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new IllegalStateException(setting + ": \"" + host
                + "\" is no host: write example.org, or example.org:8080 for another port than 80 and 443");
    }

    /** Whether an address of http or https may be asked. */
    public boolean allow(URI address) {
        return allowed.stream().anyMatch(host -> isHost(host, address) && port(host, address) == port(address));
    }

    /** Why an address may not be asked, with the setting that forbids it; null if it may. */
    public @Nullable String whyNot(URI address) {
        if (allow(address)) {
            return null;
        }
        boolean otherPort = allowed.stream().anyMatch(host -> isHost(host, address));
        return (otherPort
                        ? "its host may not be read on port " + port(address)
                        : "its host is not one that may be read")
                + " (" + setting + ": " + written
                + (otherPort ? "; other ports than the scheme's are named with the host" : "") + ")";
    }

    private static boolean isHost(URI host, URI address) {
        return host.getHost().equalsIgnoreCase(address.getHost());
    }

    private static int port(URI host, URI address) {
        return host.getPort() < 0 ? schemePort(address) : host.getPort();
    }

    /** The port that an address of http or https leads to. */
    static int port(URI address) {
        return address.getPort() < 0 ? schemePort(address) : address.getPort();
    }

    private static int schemePort(URI address) {
        return address.getScheme().toLowerCase(Locale.ROOT).equals("https") ? 443 : 80;
    }

    private static String place(URI uri) {
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }
}
