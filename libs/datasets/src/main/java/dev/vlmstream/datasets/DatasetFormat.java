package dev.vlmstream.datasets;

import java.io.IOException;

/** How datasets of one kind are read. A format has no state: what it keeps while reading is in objects of its own. */
public interface DatasetFormat {
    /** Whether it is of this kind, told by its content. */
    boolean recognises(DatasetFiles source) throws IOException;

    /**
     * Passes on all rows, in their order, whatever is asked for: ids count over the whole dataset.
     *
     * @throws IOException if it cannot be read any further; the message says where
     * @throws DatasetException if nothing of it can be used
     */
    void read(DatasetFiles source, Reading to) throws IOException, DatasetException;

    /** Whether rows are completed from a second file. */
    default boolean joins() {
        return false;
    }
}
