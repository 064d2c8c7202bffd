package dev.vlmstream.schemas.registry;

import dev.vlmstream.schemas.wire.BoundedDecoder;
import dev.vlmstream.schemas.wire.WireException;
import io.apicurio.registry.resolver.ParsedSchema;
import io.apicurio.registry.resolver.client.RegistryClientFacade;
import io.apicurio.registry.serde.avro.AvroDeserializer;
import io.apicurio.registry.serde.avro.AvroSerdeConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/** Apicurio's deserializer, which finds the writer's schema, with readers that know which event is expected. */
final class EventReader<T extends SpecificRecord> extends AvroDeserializer<T> {
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
