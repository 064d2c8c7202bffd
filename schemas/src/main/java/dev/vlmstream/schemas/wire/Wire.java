package dev.vlmstream.schemas.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.DatumReader;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns one type of event into bytes and back, in Avro's single-object encoding: two marker bytes, the fingerprint of
 * the writer's schema (8 bytes), the body. Events of every released version can be read. Where a schema registry is
 * set ({@link RegistrySettings}), events are written in its format, and both are read. Safe for use by many threads.
 *
 * @param <T> the event
 */
public final class Wire<T extends SpecificRecord> {
    /** Without a registry, one of each event: to make it, and to resolve its versions, takes as long as a thousand events. */
    private static final ClassValue<Wire<?>> PLAIN = new ClassValue<>() {
        @Override
        protected Wire<?> computeValue(Class<?> type) {
            return new Wire<>(type.asSubclass(SpecificRecord.class), Optional.empty());
        }
    };

    private final Class<T> type;
    private final BinaryMessageEncoder<T> encoder;
    private final Map<Long, DatumReader<T>> bodies;
    private final @Nullable RegistryWire<T> registry;

    private Wire(Class<T> type, Optional<RegistrySettings> settings) {
        this.type = Objects.requireNonNull(type, "type");
        // A model of the event's own class loader: the shared one resolves classes in whichever loader came first,
        // which fails in a test with class loaders of its own.
        SpecificData model = new SpecificData(type.getClassLoader());
        Schema schema = SpecificData.get().getSchema(type);
        // Its own buffer is good enough: what is encoded is copied at once.
        this.encoder = new BinaryMessageEncoder<>(model, schema, false);
        this.bodies = bodies(schema, model);
        this.registry = RegistryWire.orNull(type, settings);
    }

    private static <T> Map<Long, DatumReader<T>> bodies(Schema newest, SpecificData model) {
        Map<Long, DatumReader<T>> bodies = new HashMap<>();
        Stream.concat(Stream.of(newest), SchemaHistory.of(newest.getName()).stream())
                .forEach(version -> bodies.put(
                        SchemaNormalization.parsingFingerprint64(version),
                        new SpecificDatumReader<>(version, newest, model)));
        return Map.copyOf(bodies);
    }

    /**
     * The wire format of an event type.
     *
     * @throws IllegalStateException if a registry is set and what speaks to it is not on the class path
     */
    public static <T extends SpecificRecord> Wire<T> of(Class<T> type) {
        return of(type, RegistrySettings.ofProcess());
    }

    @SuppressWarnings("unchecked")
    static <T extends SpecificRecord> Wire<T> of(Class<T> type, Optional<RegistrySettings> settings) {
        return settings.isPresent() ? new Wire<>(type, settings) : (Wire<T>) PLAIN.get(type);
    }

    /** Whether events are written in a schema registry's format. */
    public boolean isRegistered() {
        return registry != null && registry.write();
    }

    /**
     * The event as it travels.
     *
     * @throws RegistryException if a registry is set and does not answer
     */
    public byte[] encode(T event) {
        if (isRegistered()) {
            return registry.codec().encode(event);
        }
        try {
            ByteBuffer buffer = encoder.encode(event);
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException | RuntimeException e) {
            throw new WireException("cannot encode a " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    /**
     * The event in these bytes.
     *
     * @throws WireException if they are not an event of this type
     * @throws RegistryException if they are in a registry's format, and the registry does not answer
     */
    public T decode(byte[] bytes) {
        if (bytes == null) {
            throw new WireException("expected a " + type.getSimpleName() + ", found an empty record", null);
        }
        if (RegistryWire.claims(bytes)) {
            return decodeRegistered(bytes);
        }
        try {
            DatumReader<T> body = body(bytes);
            BoundedDecoder in = new BoundedDecoder(bytes, SingleObject.BODY);
            T event = body.read(null, in);
            in.requireEnd();
            return event;
        } catch (IOException | RuntimeException e) {
            throw new WireException(
                    "not a " + type.getSimpleName() + " in Avro's single-object encoding: " + e.getMessage(), e);
        }
    }

    private DatumReader<T> body(byte[] bytes) throws IOException {
        long fingerprint = SingleObject.fingerprint(bytes)
                .orElseThrow(() -> new IOException("it does not begin with the marker and a schema's fingerprint"));
        DatumReader<T> body = bodies.get(fingerprint);
        if (body == null) {
            throw new IOException(
                    "no version of its schema has the fingerprint " + Long.toHexString(fingerprint) + "; is it newer?");
        }
        return body;
    }

    private T decodeRegistered(byte[] bytes) {
        if (registry == null) {
            throw new WireException(
                    "a " + type.getSimpleName() + " in the format of a schema registry, but " + RegistrySettings.URL
                            + " is not set",
                    null);
        }
        return registry.codec().decode(bytes);
    }

    /** Whether bytes claim to be an event in Avro, in single-object encoding or a registry's format; JSON never does. */
    public static boolean isAvro(byte @Nullable [] bytes) {
        return bytes != null && (isSingleObject(bytes) || RegistryWire.claims(bytes));
    }

    private static boolean isSingleObject(byte[] bytes) {
        return bytes.length > 10 && (bytes[0] & 0xff) == 0xc3 && (bytes[1] & 0xff) == 0x01;
    }
}
