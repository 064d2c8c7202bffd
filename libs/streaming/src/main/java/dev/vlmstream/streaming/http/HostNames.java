package dev.vlmstream.streaming.http;

import dev.vlmstream.streaming.config.StreamConfig;
import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Under which names this service may be addressed. A page elsewhere can let its own name lead here (DNS rebinding) and would
 * then read everything as its own; its requests still carry its name, and get 421. Addresses in figures belong to nobody's
 * name server, and pass: that is how probes and scrapers come. Health and metrics are asked about names where they are this
 * machine's alone, which browsers run on; in a network of their own they are asked under whatever name it gives a service.
 */
@ApplicationScoped
public class HostNames {
    private static final int MISDIRECTED = 421;
    /** Before signing in, before everything. */
    private static final int FIRST = 10_000;

    private static final Pattern FIGURES = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}|[^:]*:.*");

    private final List<String> allowed;
    private final String managementHost;

    HostNames(StreamConfig config, @ConfigProperty(name = "quarkus.management.host") String managementHost) {
        this.allowed = config.http().hosts().orElse(List.of());
        this.managementHost = managementHost;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    void register(@Observes ManagementInterface management) throws UnknownHostException {
        if (InetAddress.getByName(managementHost).isLoopbackAddress()) {
            management.router().route().order(-FIRST).handler(this::check);
        }
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        List<String> names = Stream.of(named(request.getHeader(HttpHeaders.HOST)), request.authority())
                .filter(Objects::nonNull)
                .map(HostAndPort::host)
                .distinct()
                .toList();
        if (!names.isEmpty() && names.stream().allMatch(this::isAllowed)) {
            context.next();
            return;
        }
        context.response()
                .setStatusCode(MISDIRECTED)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(new JsonObject()
                        .put(
                                "error",
                                "this service is not called " + names
                                        + "; if it is, add the name to vlmstream.http.hosts")
                        .encode());
    }

    /** HTTP/2 has no such header, but an authority. */
    private static @Nullable HostAndPort named(@Nullable String header) {
        return header == null ? null : HostAndPort.parseAuthority(header, -1);
    }

    private boolean isAllowed(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || FIGURES.matcher(name).matches()
                || allowed.stream().anyMatch(name::equalsIgnoreCase);
    }
}
