package dev.vlmstream.datasets.formats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.datasets.Columns;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.InvalidItemException;
import dev.vlmstream.datasets.formats.JsonFormat.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A second file that has more of each row, such as its answers. Kept of it is where the row of an id lies. */
final class JoinedFile implements AutoCloseable {
    /** Under which a row has what the other file says, where both use one name. */
    static final String OTHER = "join";

    private final Path file;
    private final Columns columns;
    private final JsonRows rows;
    private final Map<String, JsonRows.Span> places = new HashMap<>();

    private JoinedFile(Path file, Columns columns, JsonRows rows) {
        this.file = file;
        this.columns = columns;
        this.rows = rows;
    }

    /** @throws DatasetException if it is not there, or a row has no id or that of another */
    static JoinedFile open(Path file, Columns columns) throws IOException, DatasetException {
        if (!Files.isRegularFile(file)) {
            throw new DatasetException(
                    file,
                    "no such file, which has more of each row, such as its answers; --join FILE says where it lies");
        }
        JoinedFile joined = new JoinedFile(file, columns, new JsonRows(file, JsonFile.form(file, columns)));
        try {
            joined.rows.each(joined.new Index());
        } catch (IOException | DatasetException | RuntimeException e) {
            joined.close();
            throw e;
        }
        return joined;
    }

    private final class Index implements JsonRows.Visitor {
        @Override
        public void row(String place, @Nullable String key, JsonRows.Span span) throws IOException, DatasetException {
            String id;
            try {
                id = id(key, rows.read(span));
            } catch (InvalidItemException e) {
                throw new DatasetException(file, place + ": " + e.getMessage());
            }
            if (places.putIfAbsent(id, span) != null) {
                throw new DatasetException(
                        file,
                        place + ": another row has the id " + id + ", too; --map id=COLUMN says what they differ in");
            }
        }

        @Override
        public void bad(String place, String problem) throws DatasetException {
            throw new DatasetException(file, place + ": " + problem);
        }
    }

    private String id(@Nullable String key, ObjectNode row) {
        if (key != null) {
            return key;
        }
        return columns.id(row)
                .orElseThrow(() -> new InvalidItemException(
                        "has no id by which it is found: question_id or id, or --map id=COLUMN"));
    }

    /**
     * The row, and what the other file says of it: where both use one name, its own, and the other's as {@code join.NAME}.
     *
     * @throws InvalidItemException if the other file says nothing of it
     */
    ObjectNode joined(ObjectNode row) throws IOException {
        String id = id(null, row);
        JsonRows.Span place = places.get(id);
        if (place == null) {
            throw new InvalidItemException(file.getFileName() + " has no row of the id " + id);
        }
        ObjectNode other = rows.read(place);
        ObjectNode both = other.deepCopy();
        both.setAll(row);
        both.set(OTHER, other);
        return both;
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
