package dev.vlmstream.datasets.sources;

import dev.vlmstream.datasets.sources.download.Attempts;
import dev.vlmstream.datasets.sources.download.FetchProgress;
import dev.vlmstream.datasets.sources.download.Network;
import dev.vlmstream.datasets.sources.hub.HubCache;
import dev.vlmstream.datasets.sources.hub.HubDatasets;
import dev.vlmstream.datasets.store.Bucket;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Fetches each dataset once. */
public final class DatasetFetch implements AutoCloseable {
    private final HubDatasets hub;
    private final WebFiles web;
    private final BucketFiles buckets;
    private final Path locks;
    private final Map<Asked, Fetched> fetched = new HashMap<>();

    /** Runs may ask for several splits of a hub's dataset; other addresses are fetched whole. */
    private record Asked(DatasetAddress address, Optional<String> split) {}

    private DatasetFetch(HubDatasets hub, WebFiles web, BucketFiles buckets, Path locks) {
        this.locks = locks;
        this.hub = hub;
        this.web = web;
        this.buckets = buckets;
    }

    /** @param network of hub and web servers; a bucket's server is that of the settings */
    public static DatasetFetch of(Settings settings, Network network) {
        return new DatasetFetch(
                new HubDatasets(
                        settings.hub(),
                        settings.token(),
                        settings.hubCache(),
                        settings.cache().resolve("hf"),
                        network,
                        Attempts.PATIENT),
                new WebFiles(settings.cache().resolve("http"), network, Attempts.PATIENT),
                new BucketFiles(
                        settings.cache().resolve("s3"),
                        bucket -> Bucket.open(bucket, settings.s3Endpoint(), settings.s3Region()),
                        Attempts.PATIENT),
                settings.cache().resolve("locks"));
    }

    /**
     * @param split that is wanted of several
     * @param progress is told of what is not there yet
     * @throws dev.vlmstream.datasets.sources.download.DownloadException if it cannot be had
     * @throws IOException if it cannot be kept
     */
    public Fetched local(DatasetAddress address, Optional<String> split, FetchProgress progress) throws IOException {
        Asked asked = new Asked(address, address instanceof DatasetAddress.OnHub ? split : Optional.empty());
        Fetched known = fetched.get(asked);
        if (known == null) {
            known = fetch(asked, progress);
            fetched.put(asked, known);
        }
        return known;
    }

    private Fetched fetch(Asked asked, FetchProgress progress) throws IOException {
        if (asked.address() instanceof DatasetAddress.Local local) {
            return new Fetched(local.path(), "");
        }
        AddressLock lock = AddressLock.await(locks, asked.address(), progress);
        try {
            return fetchAlone(asked, progress);
        } finally {
            lock.close();
        }
    }

    private Fetched fetchAlone(Asked asked, FetchProgress progress) throws IOException {
        if (asked.address() instanceof DatasetAddress.OnHub onHub) {
            HubDatasets.Fetched there = hub.fetch(onHub.dataset(), asked.split(), progress);
            return new Fetched(
                    there.folder(),
                    "commit " + there.commit() + ", configuration " + there.config() + ", split " + there.split() + ", "
                            + new FetchedFiles(there.folder(), there.files(), there.bytes(), there.fetched()));
        }
        if (asked.address() instanceof DatasetAddress.InBucket inBucket) {
            return of(buckets.fetch(inBucket, progress));
        }
        return of(web.fetch((DatasetAddress.OnWeb) asked.address(), progress));
    }

    private static Fetched of(FetchedFiles files) {
        return new Fetched(files.path(), files.toString());
    }

    @Override
    public void close() throws IOException {
        web.close();
        hub.close();
    }

    /**
     * Held by the one process and thread that fetches an address: two would write to the same parts of files, such as a replica whose
     * load another one has taken over.
     */
    private record AddressLock(FileChannel channel) {
        private static final Duration LOOK = Duration.ofMillis(200);

        /** @param progress is told while another one has it, so that it can end the waiting */
        static AddressLock await(Path folder, DatasetAddress address, FetchProgress progress) throws IOException {
            Files.createDirectories(folder);
            // An address may contain a signature, and what no name of a file can have.
            String name = UUID.nameUUIDFromBytes(address.toString().getBytes(StandardCharsets.UTF_8)) + ".lock";
            FileChannel channel =
                    FileChannel.open(folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                while (!take(channel)) {
                    progress.show(0, 0, "which another process is fetching");
                    Thread.sleep(LOOK.toMillis());
                }
                return new AddressLock(channel);
            } catch (InterruptedException e) {
                channel.close();
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while another process was fetching the same dataset");
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }

        private static boolean take(FileChannel channel) throws IOException {
            try {
                return channel.tryLock() != null;
            } catch (OverlappingFileLockException e) {
                return false;
            }
        }

        void close() throws IOException {
            channel.close();
        }
    }

    /**
     * A dataset on this machine.
     *
     * @param path what readers are given
     * @param words what it is, for people
     */
    public record Fetched(Path path, String words) {}

    /**
     * How datasets are had.
     *
     * @param hub that {@code hf://} means
     * @param token of the hub; sent to its host alone
     * @param hubCache for what comes from it
     * @param cache for everything else
     * @param s3Endpoint of a server that speaks S3 and is not Amazon's
     * @param s3Region of buckets
     */
    public record Settings(
            URI hub,
            Optional<String> token,
            HubCache hubCache,
            Path cache,
            Optional<URI> s3Endpoint,
            Optional<String> s3Region) {}
}
