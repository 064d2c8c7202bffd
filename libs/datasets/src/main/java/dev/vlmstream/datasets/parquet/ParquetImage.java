package dev.vlmstream.datasets.parquet;

import dev.vlmstream.datasets.image.ImageData;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * An image in a row.
 *
 * @param group the row group, from 0
 * @param row in the row group, from 0
 * @param number of the row in the file, from 1
 */
record ParquetImage(ImageColumn column, int group, long row, long number) implements ImageData {
    @Override
    public byte[] bytes() throws IOException {
        byte[] image = column.read(group, row);
        if (image == null) {
            throw new IOException("there is no image in it");
        }
        return image;
    }

    /** A row's bytes stand behind those of the rows before it. */
    @Override
    public OptionalLong size() {
        return OptionalLong.empty();
    }

    @Override
    public String toString() {
        return column.file() + ", row " + number;
    }
}
