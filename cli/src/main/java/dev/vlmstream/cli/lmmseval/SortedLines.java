package dev.vlmstream.cli.lmmseval;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Lines that come in any order and are read in the order of their numbers; of each, memory holds its place alone. */
final class SortedLines implements AutoCloseable {
    private final Path file;
    private final OutputStream out;
    private final List<Place> places = new ArrayList<>();
    private long end;

    private record Place(long number, long start, int length) {}

    interface Lines {
        void take(String line) throws IOException;
    }

    SortedLines() throws IOException {
        file = Files.createTempFile("vlmstream-export-", ".part");
        // Also where the command is interrupted.
        file.toFile().deleteOnExit();
        out = new BufferedOutputStream(Files.newOutputStream(file));
    }

    void add(long number, String line) throws IOException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        out.write(bytes);
        places.add(new Place(number, end, bytes.length));
        end += bytes.length;
    }

    int size() {
        return places.size();
    }

    /** After the last one was added. */
    void each(Lines to) throws IOException {
        out.flush();
        places.sort(Comparator.comparingLong(Place::number));
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            for (Place place : places) {
                byte[] bytes = new byte[place.length()];
                in.seek(place.start());
                in.readFully(bytes);
                to.take(new String(bytes, StandardCharsets.UTF_8));
            }
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
        Files.deleteIfExists(file);
    }
}
