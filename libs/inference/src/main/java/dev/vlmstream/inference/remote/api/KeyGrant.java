package dev.vlmstream.inference.remote.api;

import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One key that one server may have.
 *
 * @param key an environment variable's name, or a file's absolute path
 * @param server scheme, host and perhaps a port; http only where the operator wrote it
 */
record KeyGrant(String key, URI server) {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|\\[::1]");
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** {@code KEY=[http://]HOST[:PORT]}: a path may have an equals sign, a host has none. */
    static KeyGrant parse(String text) {
        int at = text.lastIndexOf('=');
        if (at > 0) {
            String server = text.substring(at + 1).strip();
            try {
                URI uri = URI.create(server.contains("://") ? server : "https://" + server);
                if (isServer(uri)) {
                    return new KeyGrant(text.substring(0, at).strip(), uri);
                }
            } catch (IllegalArgumentException e) {
                // said below
            }
        }
        throw new IllegalArgumentException("vlmstream.remote.keys: \"" + text
                + "\" is not KEY=HOST, e.g. MY_KEY=llm.example.org or /run/secrets/key=llm.example.org:8443");
    }

    private static boolean isServer(URI uri) {
        return uri.getHost() != null
                && Set.of("http", "https").contains(uri.getScheme())
                && uri.getUserInfo() == null
                && uri.getPath().isEmpty()
                && uri.getQuery() == null;
    }

    /** In the clear a key goes to this machine, or where the operator wrote http://. */
    boolean permits(KeySource source, URI address) {
        return source.isCalled(key)
                && server.getHost().equalsIgnoreCase(address.getHost())
                && port(server, address.getScheme()) == port(address, address.getScheme())
                && (address.getScheme().equals("https")
                        || server.getScheme().equals("http")
                        || isLoopback(address.getHost()));
    }

    private static int port(URI uri, String scheme) {
        return uri.getPort() >= 0 ? uri.getPort() : scheme.equals("http") ? HTTP : HTTPS;
    }

    private static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host.toLowerCase(java.util.Locale.ROOT)).matches();
    }

    /** What would permit it, as the operator writes it. */
    static String of(KeySource source, URI address) {
        String scheme = address.getScheme().equals("http") && !isLoopback(address.getHost()) ? "http://" : "";
        return source.name() + "=" + scheme + address.getHost()
                + (address.getPort() >= 0 ? ":" + address.getPort() : "");
    }
}
