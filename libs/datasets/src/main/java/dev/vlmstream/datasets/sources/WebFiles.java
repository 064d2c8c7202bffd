package dev.vlmstream.datasets.sources;

import dev.vlmstream.datasets.ClassList;
import dev.vlmstream.datasets.DatasetFiles;
import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.datasets.sources.download.Attempts;
import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.sources.download.FetchProgress;
import dev.vlmstream.datasets.sources.download.Network;
import dev.vlmstream.datasets.sources.download.Part;
import dev.vlmstream.datasets.sources.download.Requests;
import dev.vlmstream.datasets.sources.download.Response;
import dev.vlmstream.datasets.sources.download.StallGuard;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpStatus;

/** Fetches files of web servers into a cache, in which each address has a folder. */
public final class WebFiles implements AutoCloseable {
    private final Requests requests;
    private final Network network;
    private final Path cache;
    private final Attempts attempts;

    public WebFiles(Path cache, Network network, Attempts attempts) {
        this.requests = new Requests(WebFiles::isAllowed, network);
        this.network = network;
        this.cache = cache;
        this.attempts = attempts;
    }

    /** To another host only where nobody can lie about being it; never where others begin to listen. */
    private static boolean isAllowed(URI from, URI to) {
        boolean isSafe = to.getScheme().equalsIgnoreCase("https");
        boolean wasSafe = from.getScheme().equalsIgnoreCase("https");
        return wasSafe ? isSafe : to.getHost().equalsIgnoreCase(from.getHost());
    }

    /** @throws dev.vlmstream.datasets.sources.download.DownloadException if a file cannot be had */
    public FetchedFiles fetch(DatasetAddress.OnWeb address, FetchProgress progress) throws IOException {
        address.files().forEach(this::requireAllowed);
        Path folder = cache.resolve(Digest.name(address.written()));
        List<String> names = DatasetFiles.expand(address.name());
        FetchSum sum = new FetchSum(progress, -1);
        for (int i = 0; i < names.size(); i++) {
            Path target = folder.resolve(names.get(i));
            WebFile file = new WebFile(address.files().get(i), target, sum);
            attempts.run("fetching " + names.get(i), () -> file.fetch(requests, attempts.patience()));
            sum.end(Files.size(target));
        }
        if (ClassList.isShard(names.get(0))) {
            fetchClasses(address.files().get(0), folder.resolve(ClassList.OF_SHARDS), sum);
        }
        return new FetchedFiles(folder.resolve(address.name()), names.size(), sum.all(), sum.came());
    }

    /** The class list of shards, which lies beside or above them, or nowhere. */
    private void fetchClasses(URI shard, Path target, FetchSum sum) throws IOException {
        String query = shard.getRawQuery() == null ? "" : "?" + shard.getRawQuery();
        boolean isInFolder = shard.getRawPath().indexOf('/', 1) > 0;
        for (String place : isInFolder ? List.of("./", "../") : List.of("./")) {
            WebFile list = new WebFile(shard.resolve(place + ClassList.OF_SHARDS + query), target, sum);
            if (attempts.run("fetching " + ClassList.OF_SHARDS, () -> list.isHad(requests, attempts.patience()))) {
                sum.end(Files.size(target));
                return;
            }
        }
        Files.deleteIfExists(target);
    }

    private void requireAllowed(URI file) {
        if (!network.allows().test(file)) {
            throw new DownloadException(
                    file.getScheme() + "://" + file.getAuthority() + " is not one that may be read");
        }
    }

    @Override
    public void close() throws IOException {
        requests.close();
    }

    /** One file of a web server on its way; beside it is kept which version it is. */
    private static final class WebFile {
        private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18})");

        private final URI address;
        private final Path target;
        private final Path version;
        private final Path versionOfPart;
        private final Part part;
        private final FetchSum sum;

        /** @param sum is told what comes */
        WebFile(URI address, Path target, FetchSum sum) {
            this.sum = sum;
            this.address = address;
            this.target = target;
            this.version = hidden(".version");
            this.versionOfPart = hidden(".part.version");
            this.part = new Part(hidden(".part"), sum::add);
        }

        /** Readers of folders skip these. */
        private Path hidden(String ending) {
            return target.resolveSibling("." + target.getFileName() + ending);
        }

        /**
         * One attempt.
         *
         * @return false if the file was there as the server has it
         */
        boolean fetch(Requests requests, Duration patience) throws IOException {
            Optional<Validator> begun = part.begun() > 0 ? Validator.read(versionOfPart) : Optional.empty();
            Optional<Validator> there = Files.isRegularFile(target) ? Validator.read(version) : Optional.empty();
            long from = part.begun();
            sum.begin(target.getFileName().toString(), from);
            Map<String, String> headers = begun.map(validator -> validator.from(from))
                    .or(() -> there.map(Validator::ifChanged))
                    .orElse(Map.of());
            Response response = requests.get(address, at -> headers);
            try (InputStream body = new StallGuard(response.body(), patience)) {
                if (response.status() == HttpStatus.SC_NOT_MODIFIED) {
                    return false;
                }
                check(response);
                if (response.status() == HttpStatus.SC_PARTIAL_CONTENT) {
                    part.append(body, rest(response, from));
                } else {
                    part.startAgain();
                    Validator.of(response).write(versionOfPart);
                    part.append(body, length(response));
                }
            }
            part.become(target);
            Files.move(versionOfPart, version, StandardCopyOption.REPLACE_EXISTING);
            return true;
        }

        /** One attempt; false if the server does not give the file away, as servers do who have none. */
        boolean isHad(Requests requests, Duration patience) throws IOException {
            try {
                fetch(requests, patience);
                return true;
            } catch (DownloadException e) {
                return false;
            }
        }

        /** @return the whole file's size */
        private long rest(Response response, long from) throws IOException {
            Matcher range = RANGE.matcher(response.header("Content-Range").orElse(""));
            if (!range.matches() || Long.parseLong(range.group(1)) != from || from == 0) {
                part.startAgain();
                throw new IOException("the server does not continue at byte " + from);
            }
            long size = Long.parseLong(range.group(2));
            sum.expect(size);
            return size;
        }

        /** @return negative if the server does not say */
        private long length(Response response) throws IOException {
            long length = response.length();
            sum.expect(length);
            if (length > 0) {
                Part.requireRoom(target.toAbsolutePath().getParent(), length, shown());
            }
            return length;
        }

        private void check(Response response) throws IOException {
            int status = response.status();
            if (status == HttpStatus.SC_TOO_MANY_REQUESTS || status / 100 == 5) {
                throw new Attempts.Busy(response);
            }
            if (status == HttpStatus.SC_REQUESTED_RANGE_NOT_SATISFIABLE && part.begun() > 0) {
                part.startAgain();
                throw new IOException("the server does not continue");
            }
            if (status != HttpStatus.SC_OK && status != HttpStatus.SC_PARTIAL_CONTENT) {
                throw new DownloadException(shown() + ": the server answers with HTTP status " + status
                        + (status == 404 || status == 410 ? ": there is no such file" : ""));
            }
            if (response.header("Content-Type").orElse("").startsWith("text/html")) {
                throw new DownloadException(shown() + ": the server answers with a web page, not with a file; give the"
                        + " address of the file itself");
            }
        }

        /** What is behind the question mark may be a signature. */
        private String shown() {
            return address.toString().replaceFirst("[?#].*", "");
        }

        /**
         * By what a server tells versions of a file apart (RFC 9110, 8.8), kept beside the file.
         *
         * @param etag empty if there is none
         * @param modified the same
         */
        private record Validator(String etag, String modified) {

            private static final String WEAK = "W/";

            static Validator of(Response response) {
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
    }
}
