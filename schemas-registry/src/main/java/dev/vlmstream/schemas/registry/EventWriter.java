package dev.vlmstream.schemas.registry;

import dev.vlmstream.schemas.wire.WireException;
import io.apicurio.registry.resolver.ParsedSchema;
import io.apicurio.registry.resolver.client.RegistryClientFacade;
import io.apicurio.registry.serde.avro.AvroSerdeConfig;
import io.apicurio.registry.serde.avro.AvroSerializer;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Apicurio's serializer, which registers the schema and writes the header, with one writer of bodies for all events. */
final class EventWriter<T extends SpecificRecord> extends AvroSerializer<T> {
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
