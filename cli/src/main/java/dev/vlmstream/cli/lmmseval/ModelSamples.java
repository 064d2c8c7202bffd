package dev.vlmstream.cli.lmmseval;

import dev.vlmstream.cli.output.Json;
import dev.vlmstream.evaluation.PythonJson;
import dev.vlmstream.evaluation.Sha256;
import dev.vlmstream.rest.items.ItemLine;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One model's samples, and what they come to. */
final class ModelSamples implements AutoCloseable {
    private final SortedLines lines = new SortedLines();
    private final Map<String, Mean> metrics = new TreeMap<>();
    private int leftOut;

    ModelSamples() throws IOException {}

    void add(ItemLine line, long docId) throws IOException {
        if (!LmmsEvalSample.isOf(line)) {
            leftOut++;
            return;
        }
        lines.add(docId, PythonJson.line(LmmsEvalSample.of(line, docId)));
        LmmsEvalSample.metrics(line)
                .forEach((rule, value) ->
                        metrics.computeIfAbsent(rule, id -> new Mean()).add(value));
    }

    int size() {
        return lines.size();
    }

    /** How many items have no place there, having failed or been refused. */
    int leftOut() {
        return leftOut;
    }

    Map<String, Mean> metrics() {
        return Collections.unmodifiableMap(metrics);
    }

    /**
     * Writes the samples in the order of their documents.
     *
     * @return lmms-eval's digest of all of them
     */
    String write(Writer out) throws IOException {
        Sha256 digest = new Sha256();
        int[] written = {0};
        lines.each(line -> {
            out.write(line);
            out.write('\n');
            digest.add("sample_" + written[0]++
                    + Json.MAPPER.readTree(line).path("doc_hash").asText());
        });
        return digest.hex();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /** A mean and its standard error, value by value (Welford 1962). */
    static final class Mean {
        private long n;
        private double mean;
        private double squares;

        void add(double value) {
            n++;
            double before = value - mean;
            mean += before / n;
            squares += before * (value - mean);
        }

        long n() {
            return n;
        }

        double value() {
            return mean;
        }

        /** The sample's standard deviation over the root of its size; of fewer than two values undefined. */
        double standardError() {
            return Math.sqrt(squares / (n - 1)) / Math.sqrt(n);
        }
    }

    /** Lines that come in any order and are read in the order of their numbers; of each, memory holds its place alone. */
    private static final class SortedLines implements AutoCloseable {
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
}
