package dev.vlmstream.datasets.json;

import dev.vlmstream.datasets.Columns;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetFormat;
import dev.vlmstream.datasets.Reading;
import dev.vlmstream.datasets.Source;
import java.io.IOException;
import java.nio.file.Path;

/** A file of JSON lines, or one document whose rows lie in an array or under their ids, with the study's field names. */
public final class JsonFormat implements DatasetFormat {
    /** The last that is asked: what is no dataset at all is told so in terms of JSON lines. */
    @Override
    public boolean recognises(Source source) {
        return !source.isFolder();
    }

    @Override
    public void read(Source source, Reading to) throws IOException, DatasetException {
        Columns columns = to.fixedColumns();
        boolean several = source.files().size() > 1;
        Path other = to.options().join();
        try (JoinedFile joined = other == null ? null : JoinedFile.open(other, columns)) {
            for (Path file : source.files()) {
                new JsonFile(file, several ? " of " + file.getFileName() : "", columns, joined, to).read();
            }
        }
    }

    @Override
    public boolean joins() {
        return true;
    }
}
