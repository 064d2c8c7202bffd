package dev.vlmstream.streaming.config;

import org.eclipse.microprofile.config.ConfigProvider;

/** The version that results carry. */
public final class SoftwareVersion {
    private static final String VERSION = ConfigProvider.getConfig()
            .getOptionalValue("quarkus.application.version", String.class)
            .orElse("unknown");

    private SoftwareVersion() {}

    /** For example {@code vlmstream 0.1.0}. */
    public static String current() {
        return "vlmstream " + VERSION;
    }
}
