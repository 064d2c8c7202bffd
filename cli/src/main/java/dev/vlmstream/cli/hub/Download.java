package dev.vlmstream.cli.hub;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * One file on its way: its bytes gather in a part, which gets the file's name once it is whole and its checksum is right.
 * The part is named after the checksum, so what was fetched of another version is never continued.
 */
final class Download {

    private static final int BUFFER = 1 << 16;
    private static final int PARTIAL_CONTENT = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final HubFile file;
    private final Path target;
    private final Path part;
    private final Duration patience;

    /** @param patience how long a connection may bring next to nothing */
    Download(HubFile file, Path directory, Path parts, Duration patience) {
        this.file = file;
        this.patience = patience;
        this.target = directory.resolve(file.path());
        this.part = parts.resolve(file.checksum().hex() + ".part");
    }

    /** True if the file lies there as the hub has it. */
    boolean isThere() throws IOException {
        return Files.isRegularFile(target) && Files.size(target) == file.size() && isRight(target);
    }

    /** Bytes of the part that need not be fetched again. */
    long begun() throws IOException {
        return Files.isRegularFile(part) ? Math.min(Files.size(part), file.size()) : 0;
    }

    /**
     * Fetches what is missing of the part.
     *
     * @param progress is told how many bytes came; negative if some have to be fetched again
     * @throws IOException if the connection breaks; what came is kept
     */
    void fetch(HubRequests requests, HubResponses responses, URI address, LongConsumer progress) throws IOException {
        Files.createDirectories(part.getParent());
        long from = begun();
        if (from == file.size() && Files.isRegularFile(part)) {
            return;
        }
        HttpResponse<InputStream> response = requests.get(address, from);
        try (InputStream body = new StallGuard(response.body(), patience)) {
            if (response.statusCode() == RANGE_NOT_SATISFIABLE && from > 0) {
                startAgain(from, progress);
                throw new IOException("the hub does not continue at byte " + from);
            }
            responses.check(response, file.path());
            boolean continues = response.statusCode() == PARTIAL_CONTENT;
            if (!continues) {
                startAgain(from, progress);
            }
            append(body, continues ? from : 0, progress);
        }
    }

    private void startAgain(long from, LongConsumer progress) throws IOException {
        Files.deleteIfExists(part);
        progress.accept(-from);
    }

    private void append(InputStream body, long from, LongConsumer progress) throws IOException {
        long at = from;
        byte[] buffer = new byte[BUFFER];
        try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int n = body.read(buffer); n >= 0 && at < file.size(); n = body.read(buffer)) {
                int wanted = (int) Math.min(n, file.size() - at);
                out.write(buffer, 0, wanted);
                at += wanted;
                progress.accept(wanted);
            }
        }
        if (at < file.size()) {
            throw new EOFException("the connection ended at byte " + at + " of " + file.size());
        }
    }

    /**
     * Gives the whole part its name, in one step.
     *
     * @throws HubException if its checksum is wrong; the part is deleted
     */
    void finish() throws IOException {
        if (!isRight(part)) {
            Files.delete(part);
            throw new HubException(file.path() + ": what came is not what the hub lists (checksum "
                    + file.checksum().hex() + "); it was thrown away, run the command again");
        }
        Files.createDirectories(target.getParent());
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private boolean isRight(Path path) throws IOException {
        MessageDigest digest = file.checksum().digest(file.size());
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(path)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return file.checksum().matches(digest);
    }
}
