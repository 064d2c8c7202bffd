package dev.vlmstream.inference.remote.api;

import dev.vlmstream.inference.bundle.BundleException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which keys may be sent where. A bundle names a key and an address, but bundles come from anywhere: who runs the process
 * says which server gets which key. The makers of the APIs get their own.
 */
public final class AllowedKeys {
    /** What the setting is called in the environment, for commands that read no other configuration. */
    static final String VARIABLE = "VLMSTREAM_REMOTE_KEYS";

    private static final String SETTING = "vlmstream.remote.keys";

    private final List<KeyGrant> grants;

    private AllowedKeys(List<KeyGrant> grants) {
        this.grants = grants;
    }

    /**
     * @param further each {@code KEY=[http://]HOST[:PORT]}, KEY an environment variable or a file's absolute path
     * @throws IllegalArgumentException if one is not written so
     */
    public static AllowedKeys of(List<String> further) {
        return new AllowedKeys(
                Stream.concat(makers(), further.stream().map(KeyGrant::parse)).toList());
    }

    /** Of {@value #VARIABLE}, comma-separated. */
    public static AllowedKeys of(UnaryOperator<String> environment) {
        String written = environment.apply(VARIABLE);
        return of(
                written == null || written.isBlank()
                        ? List.of()
                        : Arrays.asList(written.strip().split("\\s*,\\s*")));
    }

    private static Stream<KeyGrant> makers() {
        return Arrays.stream(Api.values()).map(api -> new KeyGrant(api.keyVariable(), api.baseUrl()));
    }

    /**
     * The key that the model is asked with; null where none is sent.
     *
     * @throws BundleException if the server may not have it, or it is not there
     */
    public @Nullable ApiKey read(RemoteConfig config, UnaryOperator<String> environment) {
        KeySource source = config.keySource();
        if (source == null) {
            return null;
        }
        require(source, config.baseUrl());
        return source.read(environment);
    }

    private void require(KeySource source, URI address) {
        if (grants.stream().noneMatch(grant -> grant.permits(source, address))) {
            throw new BundleException("config.json wants the key in " + source + " sent to " + address
                    + ", which is not allowed; if that server may have it, add "
                    + KeyGrant.of(source, address) + " to " + SETTING + " (in the environment: " + VARIABLE + ")");
        }
    }

    /**
     * One key that one server may have.
     *
     * @param key an environment variable's name, or a file's absolute path
     * @param server scheme, host and perhaps a port; http only where the operator wrote it
     */
    private record KeyGrant(String key, URI server) {
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
            return source.name().equals(key)
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
            return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
        }

        /** What would permit it, as the operator writes it. */
        static String of(KeySource source, URI address) {
            String scheme = address.getScheme().equals("http") && !isLoopback(address.getHost()) ? "http://" : "";
            return source.name() + "=" + scheme + address.getHost()
                    + (address.getPort() >= 0 ? ":" + address.getPort() : "");
        }
    }
}
