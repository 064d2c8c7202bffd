package dev.vlmstream.streaming.config;

import dev.vlmstream.datasets.sources.download.EnvironmentProxies;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.wire.RegistrySettings;
import dev.vlmstream.schemas.wire.Wire;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.Objects;
import java.util.Optional;

/**
 * What a process has from its environment beyond its settings, seen to before any service begins: proxies are used, and the start is
 * stopped where a schema registry is set that events would not go by.
 */
@ApplicationScoped
public class ProcessEnvironment {
    private final StreamConfig config;

    public ProcessEnvironment(StreamConfig config) {
        this.config = config;
    }

    void begin(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        EnvironmentProxies.use();
        Optional<RegistrySettings> process = RegistrySettings.ofProcess();
        requireSame(config.registry(), process);
        if (process.isPresent()) {
            // Fails if what speaks to the registry is missing.
            Wire.of(RunManifest.class);
        }
    }

    /** Events are encoded where configuration files are not read. */
    static void requireSame(StreamConfig.Registry configured, Optional<RegistrySettings> process) {
        String url = process.map(settings -> settings.url().toString()).orElse(null);
        boolean write = process.map(RegistrySettings::write).orElse(configured.write());
        if (!Objects.equals(configured.url().map(String::strip).orElse(null), url) || configured.write() != write) {
            throw new IllegalStateException(RegistrySettings.URL + " and " + RegistrySettings.WRITE
                    + " are read as system properties (-D" + RegistrySettings.URL + "=…) or from the environment"
                    + " (VLMSTREAM_REGISTRY_URL); this service has them from elsewhere, such as a configuration file: "
                    + configured.url().orElse("no address"));
        }
    }
}
