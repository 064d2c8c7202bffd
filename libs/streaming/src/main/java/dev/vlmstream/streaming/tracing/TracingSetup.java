package dev.vlmstream.streaming.tracing;

import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Turns tracing on where OpenTelemetry's own settings, in the environment or as system properties, name an exporter's
 * address. Unless they say otherwise, one item in a hundred is traced and spans travel as OTLP over HTTP.
 */
@Singleton
public class TracingSetup {
    private static final Logger LOG = Logger.getLogger(TracingSetup.class);
    private static final List<String> ADDRESSES =
            List.of("otel.exporter.otlp.traces.endpoint", "otel.exporter.otlp.endpoint");

    @Produces
    @Singleton
    Tracing tracing(@ConfigProperty(name = "quarkus.application.name") String application) {
        String address = address();
        if (address == null) {
            return Tracing.OFF;
        }
        String service = application.replaceFirst("^vlmstream-", "");
        var sdk = AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> Map.of(
                        "otel.service.name", "vlmstream-" + service,
                        "otel.exporter.otlp.protocol", "http/protobuf",
                        "otel.traces.sampler", "parentbased_traceidratio",
                        "otel.traces.sampler.arg", "0.01",
                        "otel.metrics.exporter", "none",
                        "otel.logs.exporter", "none"))
                .build();
        LOG.infof("traces go to %s", address);
        return new Tracing(sdk.getOpenTelemetrySdk().getTracer("vlmstream"), service);
    }

    private static @Nullable String address() {
        for (String name : ADDRESSES) {
            String variable = System.getenv(name.toUpperCase(Locale.ROOT).replace('.', '_'));
            String value = System.getProperty(name, variable);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }
}
