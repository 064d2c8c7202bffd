package dev.vlmstream.schemas.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Every version of an event's schema that was ever written to a topic, oldest first: the resources
 * {@code avro-history/NAME/1.avsc}, {@code 2.avsc}, … A schema is changed by adding a file there, never by editing one.
 */
public final class SchemaHistory {
    private SchemaHistory() {}

    /** All versions of the event with this simple name. */
    public static List<Schema> of(String name) {
        List<Schema> versions = new ArrayList<>();
        for (int version = 1; ; version++) {
            String resource = "/avro-history/" + name + "/" + version + ".avsc";
            try (InputStream in = SchemaHistory.class.getResourceAsStream(resource)) {
                if (in == null) {
                    return List.copyOf(versions);
                }
                versions.add(new Schema.Parser().parse(in));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + resource, e);
            }
        }
    }
}
