package dev.vlmstream.datasets.sources.hub;

import dev.vlmstream.datasets.ClassList;
import dev.vlmstream.datasets.DatasetFiles;
import dev.vlmstream.datasets.sources.download.Attempts;
import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.sources.download.FetchProgress;
import dev.vlmstream.datasets.sources.download.Network;
import dev.vlmstream.datasets.sources.download.Part;
import dev.vlmstream.datasets.sources.hub.DatasetSplits.DatasetCard;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Fetches splits of a hub's datasets into the hub's own cache, and lays them out as a folder that holds nothing else. */
public final class HubDatasets implements AutoCloseable {

    /** The branch in which the hub keeps what it converts from other formats. */
    private static final String CONVERTED = "refs/convert/parquet";

    private static final String CARD = "README.md";
    private static final String PARQUET = ".parquet";
    private static final String SHARD = ".tar";
    private static final long MOST_OF_CARD = 8 << 20;
    private static final int SHOWN_OF_COMMIT = 12;

    private final HubRequests requests;
    private final Attempts attempts;
    private final HubCache cache;
    private final Path views;

    /**
     * @param hub such as {@code https://huggingface.co}
     * @param token is sent to that host alone, and appears in no message
     * @param views where the folders are laid out
     * @throws IllegalArgumentException if the address is not one of http or https
     */
    public HubDatasets(
            URI hub, Optional<String> token, HubCache cache, Path views, Network network, Attempts attempts) {
        this.requests = new HubRequests(hub, token, network);
        this.attempts = attempts;
        this.cache = cache;
        this.views = views;
    }

    /**
     * An existing split.
     *
     * @param folder of its files, called as the dataset is, with the configuration where there are several
     * @param commit that the revision stood for
     * @param files of the split, with the class list of its shards
     * @param bytes of all of them
     * @param fetched how many of these bytes were not there before
     */
    public record Fetched(
            Path folder, String commit, String config, String split, int files, long bytes, long fetched) {}

    /**
     * @param wanted the split, where the address names none
     * @throws DownloadException if it cannot be had, or it is not clear which split is meant
     * @throws IOException if the cache cannot be written
     */
    public Fetched fetch(HubDataset dataset, Optional<String> wanted, FetchProgress progress) throws IOException {
        Repository repository = new Repository(dataset.id(), requests, attempts);
        HubId commit = commit(repository, dataset.id());
        List<HubFile> all = repository.files(commit);
        DatasetSplits splits = DatasetSplits.of(readable(dataset.id(), all), card(repository, commit, all));
        if (splits.isEmpty()) {
            HubId own = commit;
            try {
                commit = converted(repository, dataset.id(), all);
            } catch (DownloadException e) {
                HubImages images = script(dataset.id(), all).isPresent()
                        ? null
                        : HubImages.of(dataset, wanted, all).orElse(null);
                if (images == null) {
                    throw e;
                }
                return fetch(repository, own, images, progress);
            }
            splits = DatasetSplits.converted(ending(PARQUET, repository.files(commit)));
        }
        if (splits.isEmpty()) {
            throw new DownloadException(
                    dataset.id() + " has no Parquet files or tar shards, nor has its branch " + CONVERTED);
        }
        DatasetSplits.Choice choice = splits.choose(dataset, wanted);
        Optional<HubFile> classes = classes(choice.files().get(0), all);
        List<HubFile> files =
                Stream.concat(choice.files().stream(), classes.stream()).toList();
        long fetched = get(repository, commit, files, progress);
        return new Fetched(
                view(commit, choice, classes),
                commit.revision(),
                choice.config(),
                choice.split(),
                files.size(),
                files.stream().mapToLong(HubFile::size).sum(),
                fetched);
    }

    /** The repository's own files that are read as they are. Where a script reads archives, they need not be shards. */
    private static List<HubFile> readable(HubId id, List<HubFile> all) {
        List<HubFile> parquet = ending(PARQUET, all);
        return parquet.isEmpty() && script(id, all).isEmpty() ? ending(SHARD, all) : parquet;
    }

    private static List<HubFile> ending(String ending, List<HubFile> files) {
        return files.stream()
                .filter(file -> file.path().toLowerCase(Locale.ROOT).endsWith(ending))
                .toList();
    }

    /** As the hub's library finds it. */
    private static Optional<HubFile> script(HubId id, List<HubFile> all) {
        return all.stream()
                .filter(file -> file.path().equals(id.name() + ".py"))
                .findFirst();
    }

    /** The class list of a shard. */
    private static Optional<HubFile> classes(HubFile first, List<HubFile> all) {
        if (ending(SHARD, List.of(first)).isEmpty()) {
            return Optional.empty();
        }
        return ClassList.ofShard(Path.of(first.path())).stream()
                .flatMap(
                        list -> all.stream().filter(file -> Path.of(file.path()).equals(list)))
                .findFirst();
    }

    /** Images that the hub has not converted, each in a file of its own, laid out as they lie there. */
    private Fetched fetch(Repository repository, HubId commit, HubImages images, FetchProgress progress)
            throws IOException {
        long fetched = get(repository, commit, images.files(), progress);
        String below = images.below();
        Path folder =
                folder(commit, "images" + (below.isEmpty() ? "" : "-" + below.replaceAll("\\W", "")), commit.name());
        for (HubFile file : images.files()) {
            Path link = folder.resolve(file.path().substring(below.length()));
            Path snapshot = cache.link(commit, file).toRealPath();
            Files.createDirectories(link.getParent());
            HubCache.link(link, snapshot, snapshot);
        }
        return new Fetched(
                folder,
                commit.revision(),
                "default",
                below.isEmpty() ? "all" : below.replaceAll("(data)?/", ""),
                images.files().size(),
                images.files().stream().mapToLong(HubFile::size).sum(),
                fetched);
    }

    private Path folder(HubId commit, String part, String name) {
        return views.resolve(commit.repository().replace("/", "--"))
                .resolve(commit.revision()
                        .substring(
                                0, Math.min(SHOWN_OF_COMMIT, commit.revision().length())))
                .resolve(part)
                .resolve(name.replaceAll("[^A-Za-z0-9._-]+", "-"));
    }

    @Override
    public void close() throws IOException {
        requests.close();
    }

    private HubId commit(Repository repository, HubId id) throws IOException {
        HubId commit = repository.commit(id);
        cache.note(id, commit);
        return commit;
    }

    /** It follows the main branch, so it says nothing of other revisions. */
    private HubId converted(Repository repository, HubId id, List<HubFile> all) throws IOException {
        if (!id.revision().equals(HubId.MAIN)) {
            throw new DownloadException(
                    id + " has no Parquet files or tar shards at that revision, and the hub converts other formats"
                            + " only of the main branch: leave the revision out, or fetch the files and push those");
        }
        HubId branch = id.at(CONVERTED);
        HubId commit = repository
                .branch(branch)
                .orElseThrow(() -> new DownloadException(script(id, all)
                        .map(script ->
                                id + " has a loading script (" + script.path() + "), which is not run here, and no"
                                        + " Parquet files in its branch " + CONVERTED
                                        + ", where the hub keeps what it has converted: push another"
                                        + " repository of this dataset, or run the script with the library datasets before version 4,"
                                        + " save the split with to_parquet, and push that file")
                        .orElse(id + " has no Parquet files or tar shards, and none in its branch " + CONVERTED
                                + ", where the hub keeps what it has converted: fetch its files and push those")));
        cache.note(branch, commit);
        return commit;
    }

    private DatasetCard card(Repository repository, HubId commit, List<HubFile> all) throws IOException {
        Optional<HubFile> card = all.stream()
                .filter(file -> file.path().equals(CARD) && file.size() <= MOST_OF_CARD)
                .findFirst();
        if (card.isEmpty()) {
            return DatasetCard.of("");
        }
        get(repository, commit, List.of(card.get()), (done, bytes, file) -> {});
        return DatasetCard.of(Files.readString(cache.link(commit, card.get())));
    }

    /** @return bytes that were not there before */
    private long get(Repository repository, HubId commit, List<HubFile> files, FetchProgress progress)
            throws IOException {
        List<HubFile> missing = new ArrayList<>();
        for (HubFile file : files) {
            if (!cache.has(commit, file)) {
                missing.add(file);
            }
        }
        long bytes = missing.stream().mapToLong(HubFile::size).sum();
        Part.requireRoom(cache.folder(commit), bytes, commit.repository());
        repository.fetch(commit, missing, file -> cache.place(commit, file), progress);
        for (HubFile file : files) {
            cache.link(commit, file);
        }
        return bytes;
    }

    /** A snapshot may hold other splits; and the names say which one this is to whoever reads the folder. */
    private Path view(HubId commit, DatasetSplits.Choice choice, Optional<HubFile> classes) throws IOException {
        String name = choice.ofSeveral() ? commit.name() + "-" + choice.config() : commit.name();
        Path folder = folder(commit, choice.split(), name);
        Files.createDirectories(folder);
        int files = choice.files().size();
        for (int i = 0; i < files; i++) {
            String path = choice.files().get(i).path();
            String ending = path.substring(path.lastIndexOf('.')).toLowerCase(Locale.ROOT);
            String file = String.format(Locale.ROOT, "%s-%05d-of-%05d%s", choice.split(), i, files, ending);
            link(commit, choice.files().get(i), folder.resolve(file));
        }
        if (classes.isPresent()) {
            Path list = Path.of(classes.get().path()).getFileName();
            link(commit, classes.get(), folder.resolve(list));
        }
        return folder;
    }

    private void link(HubId commit, HubFile file, Path to) throws IOException {
        Path snapshot = cache.link(commit, file).toRealPath();
        HubCache.link(to, snapshot, snapshot);
    }

    /**
     * A repository of images in files of their own, which a table beside them names or folders sort into classes.
     *
     * @param files its images, and what may say something of them
     * @param below the folder that is read, with a slash behind it; empty: the whole repository
     */
    private record HubImages(List<HubFile> files, String below) {
        private static final Set<String> SPLITS =
                Set.of("train", "training", "test", "testing", "validation", "valid", "val", "dev", "eval");
        private static final Set<String> TOLD = Set.of("jsonl", "ndjson", "json", "csv", "tsv", "txt");
        private static final String DATA = "data/";
        /** Each is a request of its own, of which a hub answers so many. */
        private static final int MOST = 20_000;

        /**
         * Empty if it has no images.
         *
         * @param wanted the split that the reader of the folder is asked for, where the address names none
         * @throws DownloadException if it is not clear which split is meant, or there are too many files
         */
        static Optional<HubImages> of(HubDataset asked, Optional<String> wanted, List<HubFile> all) {
            List<HubFile> images = files(all, HubImages::isImage);
            if (images.isEmpty()) {
                return Optional.empty();
            }
            String below = all.stream().map(HubFile::path).anyMatch(path -> path.matches("metadata\\.(jsonl|csv)"))
                    ? ""
                    : below(asked, wanted, images);
            List<HubFile> files =
                    files(all, path -> isImage(path) || TOLD.contains(DatasetFiles.ending(Path.of(path)))).stream()
                            .filter(file -> file.path().startsWith(below))
                            .toList();
            if (files.size() > MOST) {
                throw new DownloadException(
                        asked.written() + ": " + files.size() + " files would be a request each; fetch them"
                                + " with the hub's own tool, and push the folder: hf download "
                                + asked.id().repository()
                                + " --repo-type dataset --local-dir DIR");
            }
            return Optional.of(
                    new HubImages(files, wanted.isPresent() && split(asked).isEmpty() ? "" : below));
        }

        private static String below(HubDataset asked, Optional<String> wanted, List<HubFile> images) {
            String root = images.stream().allMatch(image -> image.path().startsWith(DATA)) ? DATA : "";
            Set<String> folders = new TreeSet<>();
            images.stream()
                    .map(image -> image.path().substring(root.length()))
                    .filter(path -> path.contains("/"))
                    .forEach(path -> folders.add(path.substring(0, path.indexOf('/'))));
            Optional<String> split = split(asked).or(() -> wanted);
            if (split.isPresent()) {
                if (!folders.contains(split.get())) {
                    throw new DownloadException(asked.written() + " has no folder of images \"" + split.get()
                            + "\"; there is " + String.join(", ", folders));
                }
                return root + split.get() + "/";
            }
            folders.retainAll(SPLITS);
            if (folders.size() > 1) {
                throw new DownloadException(asked.written() + " has several splits, say which one, as in hf://datasets/"
                        + asked.id() + "/SPLIT: " + String.join(", ", folders));
            }
            return root + folders.stream().map(only -> only + "/").findFirst().orElse("");
        }

        /** A repository of images has no configurations, so what stands in the place of one is the split. */
        private static Optional<String> split(HubDataset asked) {
            return asked.split().or(asked::config);
        }

        private static boolean isImage(String path) {
            return DatasetFiles.isImage(Path.of(path)) || DatasetFiles.isUnreadImage(Path.of(path));
        }

        private static List<HubFile> files(List<HubFile> all, Predicate<String> which) {
            return all.stream()
                    .filter(file -> which.test(file.path()))
                    .filter(file -> Stream.of(file.path().split("/")).noneMatch(name -> name.startsWith(".")))
                    .toList();
        }
    }
}
