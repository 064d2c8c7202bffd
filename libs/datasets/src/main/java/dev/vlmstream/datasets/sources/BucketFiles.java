package dev.vlmstream.datasets.sources;

import dev.vlmstream.datasets.ClassList;
import dev.vlmstream.datasets.DatasetFiles;
import dev.vlmstream.datasets.sources.download.Attempts;
import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.sources.download.FetchProgress;
import dev.vlmstream.datasets.sources.download.FileNames;
import dev.vlmstream.datasets.sources.download.Part;
import dev.vlmstream.datasets.sources.download.StallGuard;
import dev.vlmstream.datasets.store.Bucket;
import dev.vlmstream.datasets.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Fetches objects of buckets into a cache that is laid out as they are.
 *
 * @param buckets opens one by its name
 */
public record BucketFiles(Path cache, Function<String, Bucket> buckets, Attempts attempts) {
    private static final int MOST_OBJECTS = 1_000_000;

    /**
     * @throws DownloadException if there is nothing, or it cannot be had
     * @throws dev.vlmstream.datasets.store.StoreException if the bucket cannot be read
     */
    public FetchedFiles fetch(DatasetAddress.InBucket address, FetchProgress progress) throws IOException {
        Path folder = cache.resolve(address.bucket());
        try (Bucket bucket = buckets.apply(address.bucket())) {
            List<Bucket.Entry> files = named(bucket, address);
            boolean isFolder = files.isEmpty();
            if (isFolder) {
                files = below(bucket, address);
            }
            addClasses(bucket, files, folder);
            FetchSum sum = fetch(bucket, files, folder, progress);
            Path path = folder.resolve(address.path());
            if (isFolder) {
                removeOthers(path, folder, files);
            }
            return new FetchedFiles(path, files.size(), sum.all(), sum.came());
        }
    }

    /** The objects that the address names themselves; none if it names what they begin with. */
    private static List<Bucket.Entry> named(Bucket bucket, DatasetAddress.InBucket address) {
        if (address.path().isEmpty() || address.path().endsWith("/")) {
            return List.of();
        }
        List<String> keys = DatasetFiles.expand(address.path());
        List<Bucket.Entry> files = new ArrayList<>();
        for (String key : keys) {
            Optional<Bucket.Entry> found = bucket.find(key);
            if (found.isEmpty() && keys.size() > 1) {
                throw new DownloadException("s3://" + address.bucket() + "/" + key + ": there is no such object");
            }
            found.ifPresent(files::add);
        }
        return files;
    }

    private static List<Bucket.Entry> below(Bucket bucket, DatasetAddress.InBucket address) {
        String path = address.path();
        List<Bucket.Entry> files = new ArrayList<>();
        bucket.list(path.isEmpty() || path.endsWith("/") ? path : path + "/", entry -> {
            // Some tools mark folders by empty objects.
            if (!entry.key().endsWith("/")) {
                files.add(entry);
            }
            if (files.size() > MOST_OBJECTS) {
                throw new DownloadException(address + " has more than " + MOST_OBJECTS + " objects; name fewer");
            }
        });
        if (files.isEmpty()) {
            throw new DownloadException(address + ": there is no such object, nor any below");
        }
        return files;
    }

    /** The class list of shards may lie above what the address names, or beside the only one. */
    private static void addClasses(Bucket bucket, List<Bucket.Entry> files, Path folder) throws IOException {
        Set<String> keys = files.stream().map(Bucket.Entry::key).collect(Collectors.toSet());
        Optional<String> shard = keys.stream().filter(ClassList::isShard).min(Comparator.naturalOrder());
        if (shard.isEmpty() || !FileNames.staysBelow(shard.get())) {
            return;
        }
        for (Path list : ClassList.ofShard(Path.of(shard.get()))) {
            if (keys.contains(list.toString())) {
                return;
            }
            Optional<Bucket.Entry> found = classes(bucket, list);
            if (found.isPresent()) {
                files.add(found.get());
                return;
            }
            Files.deleteIfExists(folder.resolve(list));
        }
    }

    /** Who may not list a bucket is refused what is not there, instead of being told. */
    private static Optional<Bucket.Entry> classes(Bucket bucket, Path list) {
        try {
            return bucket.find(list.toString());
        } catch (StoreException e) {
            return Optional.empty();
        }
    }

    private FetchSum fetch(Bucket bucket, List<Bucket.Entry> files, Path folder, FetchProgress progress)
            throws IOException {
        FetchSum sum = new FetchSum(
                progress, files.stream().mapToLong(Bucket.Entry::size).sum());
        List<Bucket.Entry> missing = new ArrayList<>();
        for (Bucket.Entry file : files) {
            if (!FileNames.staysBelow(file.key())) {
                throw new DownloadException("the bucket has an object \"" + file.key()
                        + "\", which would lie outside its" + " folder or cannot be a file name; nothing was fetched");
            }
            if (isThere(file, folder.resolve(file.key()))) {
                sum.end(file.size());
            } else {
                missing.add(file);
            }
        }
        Part.requireRoom(
                folder,
                missing.stream().mapToLong(Bucket.Entry::size).sum(),
                folder.getFileName().toString());
        for (Bucket.Entry file : missing) {
            attempts.run("fetching " + file.key(), () -> fetch(bucket, file, folder.resolve(file.key()), sum));
            sum.end(file.size());
        }
        return sum;
    }

    /** A copy has the object's time. */
    private static boolean isThere(Bucket.Entry file, Path target) throws IOException {
        return Files.isRegularFile(target)
                && Files.size(target) == file.size()
                && Files.getLastModifiedTime(target).toInstant().getEpochSecond()
                        == file.modified().getEpochSecond();
    }

    private Path fetch(Bucket bucket, Bucket.Entry file, Path target, FetchSum sum) throws IOException {
        String version =
                file.etag().replaceAll("[^A-Za-z0-9]", "") + file.modified().getEpochSecond();
        Part part = new Part(target.resolveSibling("." + target.getFileName() + "." + version + ".part"), sum::add);
        sum.begin(file.key(), part.begun());
        if (part.begun() > file.size()) {
            part.startAgain();
        }
        if (part.begun() < file.size() || file.size() == 0) {
            try (InputStream body = new StallGuard(bucket.read(file, part.begun()), attempts.patience())) {
                part.append(body, file.size());
            }
        }
        Files.setLastModifiedTime(part.path(), FileTime.from(file.modified()));
        part.become(target);
        return target;
    }

    /** A folder is read whole: what the bucket has no more must not be in it. */
    private static void removeOthers(Path path, Path folder, List<Bucket.Entry> files) throws IOException {
        Set<Path> listed = new HashSet<>();
        files.forEach(file -> listed.add(folder.resolve(file.key()).normalize()));
        try (Stream<Path> walk = Files.walk(path)) {
            for (Path there : walk.filter(Files::isRegularFile).toList()) {
                if (!listed.contains(there.normalize())) {
                    Files.delete(there);
                }
            }
        }
    }
}
