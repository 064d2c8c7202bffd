package dev.vlmstream.datasets.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Images of files that have no places to come back to, laid one behind the other in a file among the system's
 * temporary ones. It is made for the first image, and has no name any more once it is open, so that nothing is left however
 * the process ends.
 */
public final class TemporaryImages {
    private @Nullable FileChannel channel;
    private long end;

    private FileChannel channel() throws IOException {
        if (channel == null) {
            Path file = Files.createTempFile("vlmstream-images", ".tmp");
            channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        }
        return channel;
    }

    /** @param where for messages */
    public ImageData add(byte[] image, String where) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(image);
        FileChannel file = channel();
        long offset = end;
        while (bytes.hasRemaining()) {
            end += file.write(bytes, end);
        }
        return new Spilled(file, offset, image.length, where);
    }

    private record Spilled(FileChannel channel, long offset, int length, String where) implements ImageData {
        @Override
        public byte[] bytes() throws IOException {
            return OpenFiles.read(channel, offset, length);
        }

        @Override
        public OptionalLong size() {
            return OptionalLong.of(length);
        }

        @Override
        public String toString() {
            return where;
        }
    }
}
