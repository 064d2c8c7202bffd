package dev.vlmstream.schemas.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * The versions of an event's schema that topics may hold, oldest first: the resources {@code avro-history/NAME/1.avsc},
 * {@code 2.avsc}, …, each one line in Avro's parsing canonical form, which is all that decoding needs of a writer. One that
 * was in a release is never edited: records of it are on topics for good.
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
