package dev.vlmstream.schemas.wire;

import java.net.URI;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The registry's side of a {@link Wire}.
 *
 * @param codec turns events into the registry's format and back
 * @param write whether events are written in it
 */
record RegistryWire<T extends SpecificRecord>(RegistryCodec<T> codec, boolean write) {
    private static final byte MAGIC = 0;
    private static final int HEADER_BYTES = 5;

    /**
     * Null where no registry is set: one test for each event is all that the default pays.
     *
     * @throws IllegalStateException if one is set and what speaks to it is not on the class path
     */
    static <T extends SpecificRecord> @Nullable RegistryWire<T> orNull(
            Class<T> type, Optional<RegistrySettings> settings) {
        return settings.map(set -> new RegistryWire<>(codec(type, set.url()), set.write()))
                .orElse(null);
    }

    private static <T extends SpecificRecord> RegistryCodec<T> codec(Class<T> type, URI registry) {
        try {
            return new RegistryCodec<>(type, registry);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    RegistrySettings.URL + " is " + registry + ", but Apicurio's serde is not on the class path;"
                            + " build with ./mvnw -Pregistry package, or leave the setting out",
                    e);
        }
    }

    /** Whether bytes claim to be in a registry's format. */
    static boolean claims(byte[] bytes) {
        return bytes.length > HEADER_BYTES && bytes[0] == MAGIC;
    }
}
