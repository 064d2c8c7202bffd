package dev.vlmstream.schemas.wire;

import java.net.URI;
import org.apache.avro.specific.SpecificRecord;

/**
 * A schema registry's way to put events into bytes: a zero byte, the four bytes of the id (big-endian) under which the
 * registry keeps the writer's schema, the Avro body. Found by {@link java.util.ServiceLoader}, and only looked for
 * where a registry is configured ({@link RegistrySettings}).
 */
public interface RegistryFormat {
    /** The format of one type of event. The registry gets its first request when an event comes. */
    <T extends SpecificRecord> Codec<T> codec(Class<T> type, URI registry);

    /**
     * Events of one type into bytes and back. Safe for use by many threads.
     *
     * @param <T> the event
     */
    interface Codec<T extends SpecificRecord> {
        /**
         * The event as it travels; its schema is registered where the registry does not have it yet.
         *
         * @throws WireException if the event cannot be encoded
         * @throws RegistryException if the registry does not answer, or refuses the schema
         */
        byte[] encode(T event);

        /**
         * The event in these bytes, whichever registered version of its schema wrote them.
         *
         * @throws WireException if they are not an event of this type
         * @throws RegistryException if the registry does not answer: the bytes may be read later
         */
        T decode(byte[] bytes);
    }
}
