package dev.vlmstream.schemas.wire;

import com.microsoft.kiota.ApiException;
import io.apicurio.registry.resolver.ParsedSchema;
import io.apicurio.registry.resolver.client.RegistryClientFacade;
import io.apicurio.registry.resolver.client.RegistryClientFacadeFactory;
import io.apicurio.registry.serde.avro.AvroDeserializer;
import io.apicurio.registry.serde.avro.AvroSerdeConfig;
import io.apicurio.registry.serde.avro.AvroSerializer;
import io.apicurio.registry.serde.avro.strategy.QualifiedRecordIdStrategy;
import io.apicurio.registry.serde.config.SerdeConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * One type of event in the format of a schema registry: a zero byte, the four bytes of the id (big-endian) under which the
 * registry keeps the writer's schema, the Avro body. It is Apicurio Registry's, which with the settings used here is also
 * Confluent's. Apicurio's serde is on the class path of a build with {@code -Pregistry} alone, so nothing but
 * {@link RegistryWire} names this class, and only where a registry is set. For many threads.
 */
final class RegistryCodec<T extends SpecificRecord> {
    private static final int NOT_FOUND = 404;
    private static final int ID_AT = 1;

    private static final String PREFIX = "apicurio.registry.";
    private static final String API = "/apis/registry/v3";
    /** One client for each registry, however many types of events there are. */
    private static final Map<URI, RegistryClientFacade> CLIENTS = new ConcurrentHashMap<>();

    private final EventWriter<T> writer;
    private final EventReader<T> reader;
    private final URI registry;

    /** The registry gets its first request when an event comes. */
    RegistryCodec(Class<T> type, URI registry) {
        AvroSerdeConfig settings = new AvroSerdeConfig(settings(registry, System.getProperties()));
        RegistryClientFacade client =
                CLIENTS.computeIfAbsent(registry, any -> RegistryClientFacadeFactory.create(settings));
        this.writer = new EventWriter<>(type, client, settings);
        this.reader = new EventReader<>(type, client, settings);
        this.registry = registry;
    }

    /**
     * The settings for a registry; system properties of Apicurio's own names ({@code apicurio.registry.…}: credentials,
     * certificates, proxies, whether schemas are registered) go before ours.
     */
    static Map<String, Object> settings(URI registry, Properties properties) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(SerdeConfig.REGISTRY_URL, endpoint(registry));
        settings.put(SerdeConfig.HTTP_ADAPTER, "JDK");
        settings.put(SerdeConfig.AUTO_REGISTER_ARTIFACT, true);
        settings.put(SerdeConfig.AUTO_REGISTER_ARTIFACT_IF_EXISTS, "FIND_OR_CREATE_VERSION");
        // Events are named by what they are: one schema may travel on topics of many prefixes.
        settings.put(SerdeConfig.ARTIFACT_RESOLVER_STRATEGY, QualifiedRecordIdStrategy.class.getName());
        // Each schema whole, without references that a reader would have to follow.
        settings.put(SerdeConfig.DEREFERENCE_SCHEMA, true);
        properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith(PREFIX))
                .forEach(name -> settings.put(name, properties.getProperty(name)));
        return settings;
    }

    private static String endpoint(URI registry) {
        String path = registry.getPath();
        return path == null || path.isEmpty() || path.equals("/")
                ? registry.resolve(API).toString()
                : registry.toString();
    }

    /**
     * The event as it travels; its schema is registered where the registry does not have it yet.
     *
     * @throws WireException if the event cannot be encoded
     * @throws RegistryException if the registry does not answer, or refuses the schema
     */
    byte[] encode(T event) {
        try {
            return writer.serializeData(null, event);
        } catch (WireException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new RegistryException(
                    "cannot register the schema of " + event.getSchema().getFullName() + " at " + registry + ": "
                            + reason(e),
                    e);
        }
    }

    /**
     * The event in these bytes, whichever registered version of its schema wrote them.
     *
     * @throws WireException if they are not an event of this type
     * @throws RegistryException if the registry does not answer: the bytes may be read later
     */
    T decode(byte[] bytes) {
        try {
            return reader.deserializeData(null, bytes);
        } catch (WireException e) {
            throw e;
        } catch (RuntimeException e) {
            int id = ByteBuffer.wrap(bytes).getInt(ID_AT);
            if (status(e) == NOT_FOUND) {
                throw new WireException("the registry at " + registry + " has no schema of the id " + id, e);
            }
            throw new RegistryException("cannot get the schema " + id + " from " + registry + ": " + reason(e), e);
        }
    }

    /** The registry's answer; 0 if there was none. */
    private static int status(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ApiException answer) {
                return answer.getResponseStatusCode();
            }
        }
        return 0;
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof ApiException)) {
            cause = cause.getCause();
        }
        String status = cause instanceof ApiException answer ? "status " + answer.getResponseStatusCode() + ", " : "";
        return status + (cause.getMessage() == null ? cause.toString() : cause.getMessage());
    }

    /** Apicurio's deserializer, which finds the writer's schema, with readers that know which event is expected. */
    private static final class EventReader<T extends SpecificRecord> extends AvroDeserializer<T> {
        private final String name;
        private final SpecificData model;
        private final Schema expected;
        /** By the writer's schema as one object: the deserializer keeps one for each id. */
        private final Map<ParsedSchema<Schema>, DatumReader<T>> bodies = new ConcurrentHashMap<>();

        EventReader(Class<T> type, RegistryClientFacade client, AvroSerdeConfig settings) {
            super(client);
            this.name = type.getSimpleName();
            this.model = new SpecificData(type.getClassLoader());
            this.expected = SpecificData.get().getSchema(type);
            configure(settings, false);
        }

        @Override
        protected T readData(ParsedSchema<Schema> written, ByteBuffer buffer, int start, int length) {
            BoundedDecoder decoder = new BoundedDecoder(buffer.array(), start, length);
            try {
                T event = bodies.computeIfAbsent(written, this::reader).read(null, decoder);
                decoder.requireEnd();
                return event;
            } catch (IOException | RuntimeException e) {
                throw new WireException("not a " + name + " in the registry's format: " + e.getMessage(), e);
            }
        }

        private DatumReader<T> reader(ParsedSchema<Schema> written) {
            Schema schema = written.getParsedSchema();
            // Avro would read any record as any other whose fields happen to fit.
            if (!schema.getFullName().equals(expected.getFullName())) {
                throw new IllegalArgumentException("it is a " + schema.getFullName());
            }
            requireFlat(schema, Set.of());
            return new SpecificDatumReader<>(schema, expected, model);
        }

        /** No event holds itself; a schema that does would let a record decide how deep its reader goes. */
        private static void requireFlat(Schema schema, Set<String> around) {
            switch (schema.getType()) {
                case RECORD -> {
                    if (around.contains(schema.getFullName())) {
                        throw new IllegalArgumentException("its schema " + schema.getFullName() + " holds itself");
                    }
                    Set<String> within = new HashSet<>(around);
                    within.add(schema.getFullName());
                    schema.getFields().forEach(field -> requireFlat(field.schema(), within));
                }
                case ARRAY -> requireFlat(schema.getElementType(), around);
                case MAP -> requireFlat(schema.getValueType(), around);
                case UNION -> schema.getTypes().forEach(type -> requireFlat(type, around));
                default -> {}
            }
        }
    }

    /** Apicurio's serializer, which registers the schema and writes the header, with one writer of bodies for all events. */
    private static final class EventWriter<T extends SpecificRecord> extends AvroSerializer<T> {
        private final String name;
        private final DatumWriter<T> bodies;

        EventWriter(Class<T> type, RegistryClientFacade client, AvroSerdeConfig settings) {
            super(client);
            SpecificData model = new SpecificData(type.getClassLoader());
            this.name = type.getSimpleName();
            this.bodies = new SpecificDatumWriter<>(SpecificData.get().getSchema(type), model);
            configure(settings, false);
        }

        @Override
        public void serializeData(ParsedSchema<Schema> schema, T event, OutputStream out) throws IOException {
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            try {
                bodies.write(event, encoder);
            } catch (RuntimeException e) {
                throw new WireException("cannot encode a " + name + ": " + e.getMessage(), e);
            }
            encoder.flush();
        }
    }
}
