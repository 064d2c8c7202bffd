package dev.vlmstream.cli.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A file of features that is being written. */
interface FeatureFile extends AutoCloseable {
    /**
     * The values of a row, as its event has them; rows come in any order, and some again.
     *
     * @return whether they were new
     */
    boolean put(int row, ByteBuffer values) throws IOException;

    /**
     * Puts the whole file in its place.
     *
     * @return the files that are there now
     */
    List<Path> finish() throws IOException;

    @Override
    void close() throws IOException;
}
