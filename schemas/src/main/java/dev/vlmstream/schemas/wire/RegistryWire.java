package dev.vlmstream.schemas.wire;

import java.util.Iterator;
import java.util.Optional;
import java.util.ServiceLoader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The registry's side of a {@link Wire}.
 *
 * @param codec turns events into the registry's format and back
 * @param write whether events are written in it
 */
record RegistryWire<T extends SpecificRecord>(RegistryFormat.Codec<T> codec, boolean write) {
    private static final byte MAGIC = 0;
    private static final int HEADER_BYTES = 5;

    /** Null where no registry is set: one test for each event is all that the default pays. */
    static <T extends SpecificRecord> @Nullable RegistryWire<T> orNull(
            Class<T> type, Optional<RegistrySettings> settings) {
        return settings.map(set -> new RegistryWire<>(
                        format(set, RegistryFormat.class.getClassLoader()).codec(type, set.url()), set.write()))
                .orElse(null);
    }

    static RegistryFormat format(RegistrySettings settings, ClassLoader loader) {
        Iterator<RegistryFormat> found =
                ServiceLoader.load(RegistryFormat.class, loader).iterator();
        if (!found.hasNext()) {
            throw new IllegalStateException(RegistrySettings.URL + " is " + settings.url()
                    + ", but the artifact dev.vlmstream:vlmstream-schemas-registry is not on the class path;"
                    + " build with ./mvnw -Pregistry package, or leave the setting out");
        }
        return found.next();
    }

    /** Whether bytes claim to be in a registry's format. */
    static boolean claims(byte[] bytes) {
        return bytes.length > HEADER_BYTES && bytes[0] == MAGIC;
    }
}
