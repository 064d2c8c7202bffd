package dev.vlmstream.examples;

import dev.vlmstream.schemas.MetricSnapshot;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file of JSON for each key, which is there whole or not at all. */
final class SnapshotFiles {
    private final Path directory;

    SnapshotFiles(Path directory) {
        this.directory = directory;
    }

    void write(String key, MetricSnapshot snapshot) throws IOException {
        Files.createDirectories(directory);
        Path part = Files.createTempFile(directory, ".", ".part");
        // An Avro record's text is JSON.
        Files.writeString(part, snapshot.toString());
        Files.move(part, file(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void delete(String key) throws IOException {
        Files.deleteIfExists(file(key));
    }

    /** Keys have slashes, and models whatever names they have. */
    private Path file(String key) {
        return directory.resolve(URLEncoder.encode(key, StandardCharsets.UTF_8) + ".json");
    }
}
