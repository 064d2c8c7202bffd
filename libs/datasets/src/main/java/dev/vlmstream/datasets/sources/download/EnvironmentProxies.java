package dev.vlmstream.datasets.sources.download;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The proxies of {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY}, in either case: most programs read these variables,
 * Java its own system properties alone. What those say already counts for more.
 */
public final class EnvironmentProxies {
    private EnvironmentProxies() {}

    public static void use() {
        use(System.getenv(), System.getProperties());
    }

    static void use(Map<String, String> environment, Properties into) {
        for (String scheme : new String[] {"http", "https"}) {
            value(environment, scheme + "_proxy").ifPresent(address -> add(scheme, address, into));
        }
        value(environment, "no_proxy")
                .map(hosts -> "localhost|127.*|[::1]|"
                        + hosts.replace(" ", "").replaceAll("(^|,)\\.", "$1*.").replace(',', '|'))
                .ifPresent(hosts -> into.putIfAbsent("http.nonProxyHosts", hosts));
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.getOrDefault(name, environment.get(name.toUpperCase(Locale.ROOT))))
                .filter(value -> !value.isBlank());
    }

    /** Without a user and a password: Java takes none from an address. */
    private static void add(String scheme, String address, Properties into) {
        String host = address.replaceFirst("^[a-z0-9]+://", "")
                .replaceFirst("^[^/]*@", "")
                .replaceFirst("/.*", "");
        int colon = host.matches(".*:[0-9]+") ? host.lastIndexOf(':') : host.length();
        if (into.putIfAbsent(scheme + ".proxyHost", host.substring(0, colon)) == null && colon < host.length()) {
            into.putIfAbsent(scheme + ".proxyPort", host.substring(colon + 1));
        }
    }
}
