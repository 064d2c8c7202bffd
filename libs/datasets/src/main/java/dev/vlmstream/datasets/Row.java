package dev.vlmstream.datasets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.datasets.image.ImageData;
import org.jspecify.annotations.Nullable;

/**
 * One record of a dataset, in whatever format it lies there.
 *
 * @param place where it stands, for messages: {@code line 3}
 * @param fields under the study's names: {@code image} is the image's name, {@code label}, {@code text}, …
 * @param image where the reader has found the image; null: {@code image} names a file, an address, or nothing
 */
public record Row(String place, ObjectNode fields, @Nullable ImageData image) {}
