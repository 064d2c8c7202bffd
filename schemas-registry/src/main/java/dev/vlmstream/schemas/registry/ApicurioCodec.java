package dev.vlmstream.schemas.registry;

import com.microsoft.kiota.ApiException;
import dev.vlmstream.schemas.wire.RegistryException;
import dev.vlmstream.schemas.wire.RegistryFormat;
import dev.vlmstream.schemas.wire.WireException;
import java.net.URI;
import java.nio.ByteBuffer;
import org.apache.avro.specific.SpecificRecord;

/** Turns one type of event into bytes and back, and tells a registry that is away from bytes that are wrong. */
final class ApicurioCodec<T extends SpecificRecord> implements RegistryFormat.Codec<T> {
    private static final int NOT_FOUND = 404;
    private static final int ID_AT = 1;

    private final EventWriter<T> writer;
    private final EventReader<T> reader;
    private final URI registry;

    ApicurioCodec(EventWriter<T> writer, EventReader<T> reader, URI registry) {
        this.writer = writer;
        this.reader = reader;
        this.registry = registry;
    }

    @Override
    public byte[] encode(T event) {
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

    @Override
    public T decode(byte[] bytes) {
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
}
