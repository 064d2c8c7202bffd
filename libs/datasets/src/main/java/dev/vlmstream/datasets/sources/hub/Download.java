package dev.vlmstream.datasets.sources.hub;

import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.sources.download.Part;
import dev.vlmstream.datasets.sources.download.Response;
import dev.vlmstream.datasets.sources.download.StallGuard;
import dev.vlmstream.datasets.sources.hub.HubRequests.HubResponses;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.apache.hc.core5.http.HttpStatus;

/** One file of a hub on its way; it gets its name once it is whole and its checksum is right. */
final class Download {

    private static final int BUFFER = 1 << 16;

    private final HubFile file;
    private final Place place;
    private final Part part;

    /**
     * Where a file belongs.
     *
     * @param target the file itself
     * @param part its bytes until it is whole; named after the checksum, so that what was fetched of another version is
     *     never continued
     */
    record Place(Path target, Path part) {}

    /** @param progress is told how many bytes came; negative if some have to be fetched again */
    Download(HubFile file, Place place, LongConsumer progress) {
        this.file = file;
        this.place = place;
        this.part = new Part(place.part(), progress);
    }

    /** True if the file lies there as the hub has it. */
    boolean isThere() throws IOException {
        Path target = place.target();
        return Files.isRegularFile(target) && Files.size(target) == file.size() && isRight(target);
    }

    /** Bytes of the part that need not be fetched again. */
    long begun() throws IOException {
        return Math.min(part.begun(), file.size());
    }

    /**
     * Fetches what is missing of the part.
     *
     * @param patience how long a connection may bring next to nothing
     * @throws IOException if the connection breaks; what came is kept
     */
    void fetch(HubRequests requests, HubResponses responses, URI address, Duration patience) throws IOException {
        long from = begun();
        if (from == file.size() && Files.isRegularFile(part.path())) {
            return;
        }
        Response response = requests.get(address, from);
        try (InputStream body = new StallGuard(response.body(), patience)) {
            if (response.status() == HttpStatus.SC_REQUESTED_RANGE_NOT_SATISFIABLE && from > 0) {
                part.startAgain();
                throw new IOException("the hub does not continue at byte " + from);
            }
            responses.checkFile(response, file.path());
            if (response.status() != HttpStatus.SC_PARTIAL_CONTENT) {
                part.startAgain();
            }
            part.append(body, file.size());
        }
    }

    /**
     * Gives the whole part its name, in one step.
     *
     * @throws DownloadException if its checksum is wrong; the part is deleted
     */
    void finish() throws IOException {
        if (!isRight(part.path())) {
            Files.delete(part.path());
            throw new DownloadException(file.path() + ": the downloaded file is not what the hub lists (checksum "
                    + file.checksum().hex() + "); it was discarded, run the command again");
        }
        part.become(place.target());
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
