package dev.vlmstream.schemas.registry;

import dev.vlmstream.schemas.wire.RegistryFormat;
import io.apicurio.registry.resolver.client.RegistryClientFacade;
import io.apicurio.registry.resolver.client.RegistryClientFacadeFactory;
import io.apicurio.registry.serde.avro.AvroSerdeConfig;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;

/** Apicurio Registry's format, which with the settings used here is also Confluent's. */
public final class ApicurioFormat implements RegistryFormat {
    /** One client for each registry, however many types of events there are. */
    private static final Map<URI, RegistryClientFacade> CLIENTS = new ConcurrentHashMap<>();

    @Override
    public <T extends SpecificRecord> Codec<T> codec(Class<T> type, URI registry) {
        AvroSerdeConfig settings = new AvroSerdeConfig(ApicurioSettings.of(registry, System.getProperties()));
        RegistryClientFacade client =
                CLIENTS.computeIfAbsent(registry, any -> RegistryClientFacadeFactory.create(settings));
        return new ApicurioCodec<>(
                new EventWriter<>(type, client, settings), new EventReader<>(type, client, settings), registry);
    }
}
