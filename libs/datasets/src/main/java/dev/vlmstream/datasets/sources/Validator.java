package dev.vlmstream.datasets.sources;

import dev.vlmstream.datasets.sources.download.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * By what a server tells versions of a file apart (RFC 9110, 8.8), kept beside the file.
 *
 * @param etag empty if there is none
 * @param modified the same
 */
record Validator(String etag, String modified) {

    private static final String WEAK = "W/";

    static Validator of(Answer response) {
        return new Validator(
                response.header("ETag").orElse(""),
                response.header("Last-Modified").orElse(""));
    }

    static Optional<Validator> read(Path note) throws IOException {
        if (!Files.isRegularFile(note)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(note);
        return lines.size() == 2 ? Optional.of(new Validator(lines.get(0), lines.get(1))) : Optional.empty();
    }

    void write(Path note) throws IOException {
        Files.createDirectories(note.toAbsolutePath().getParent());
        Files.write(note, List.of(etag, modified));
    }

    /** Asks for the file if it is another version. */
    Map<String, String> ifChanged() {
        Map<String, String> headers = new TreeMap<>();
        if (!etag.isEmpty()) {
            headers.put("If-None-Match", etag);
        } else if (!modified.isEmpty()) {
            headers.put("If-Modified-Since", modified);
        }
        return headers;
    }

    /** Asks for the rest if it is the same version, bit by bit; nothing if that cannot be known. */
    Map<String, String> from(long first) {
        String same = etag.isEmpty() || etag.startsWith(WEAK) ? modified : etag;
        return same.isEmpty() ? Map.of() : Map.of("Range", "bytes=" + first + "-", "If-Range", same);
    }
}
