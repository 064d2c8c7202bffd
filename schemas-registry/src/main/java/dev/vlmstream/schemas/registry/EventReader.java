package dev.vlmstream.schemas.registry;

import dev.vlmstream.schemas.wire.WireException;
import io.apicurio.registry.resolver.ParsedSchema;
import io.apicurio.registry.resolver.client.RegistryClientFacade;
import io.apicurio.registry.serde.avro.AvroDeserializer;
import io.apicurio.registry.serde.avro.AvroSerdeConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
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
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(buffer.array(), start, length, null);
        try {
            T event = bodies.computeIfAbsent(written, this::reader).read(null, decoder);
            if (!decoder.isEnd()) {
                throw new IOException("bytes are left over");
            }
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
        return new SpecificDatumReader<>(schema, expected, model);
    }
}
