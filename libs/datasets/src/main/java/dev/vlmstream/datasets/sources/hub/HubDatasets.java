package dev.vlmstream.datasets.sources.hub;

import dev.vlmstream.datasets.sources.download.Attempts;
import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.sources.download.FetchProgress;
import dev.vlmstream.datasets.sources.download.Network;
import dev.vlmstream.datasets.sources.download.Part;
import dev.vlmstream.datasets.sources.download.StallGuard;
import dev.vlmstream.datasets.sources.hub.DatasetSplits.DatasetCard;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Fetches splits of a hub's datasets into the hub's own cache, and lays them out as a folder that holds nothing else. */
public final class HubDatasets implements AutoCloseable {

    /** The branch in which the hub keeps what it converts from other formats. */
    private static final String CONVERTED = "refs/convert/parquet";

    private static final String CARD = "README.md";
    private static final long MOST_OF_CARD = 8 << 20;
    private static final int SHOWN_OF_COMMIT = 12;

    private final HubRequests requests;
    private final Attempts attempts;
    private final Duration patience;
    private final HubCache cache;
    private final Path views;

    /**
     * @param hub such as {@code https://huggingface.co}
     * @param token is sent to that host alone, and appears in no message
     * @param views where the folders are laid out
     * @throws IllegalArgumentException if the address is not one of http or https
     */
    public HubDatasets(URI hub, Optional<String> token, HubCache cache, Path views, Network network) {
        this(hub, token, cache, views, network, Attempts.FIRST_WAIT, StallGuard.PATIENCE);
    }

    /**
     * @param firstWait before a second attempt
     * @param patience how long a connection may bring next to nothing
     */
    public HubDatasets(
            URI hub,
            Optional<String> token,
            HubCache cache,
            Path views,
            Network network,
            Duration firstWait,
            Duration patience) {
        this.requests = new HubRequests(hub, token, network);
        this.attempts = new Attempts(firstWait);
        this.patience = patience;
        this.cache = cache;
        this.views = views;
    }

    /**
     * An existing split.
     *
     * @param folder of its files, called as the dataset is, with the configuration where there are several
     * @param commit that the revision stood for
     * @param files of the split
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
        Repository repository = new Repository(dataset.id(), requests, attempts, patience);
        HubId commit = commit(repository, dataset.id());
        List<HubFile> all = repository.files(commit);
        DatasetSplits splits = DatasetSplits.of(parquet(all), card(repository, commit, all));
        if (splits.isEmpty()) {
            HubId own = commit;
            try {
                commit = converted(repository, dataset.id());
            } catch (DownloadException e) {
                HubImages images = HubImages.of(dataset, wanted, all).orElseThrow(() -> e);
                return fetch(repository, own, images, progress);
            }
            splits = DatasetSplits.converted(parquet(repository.files(commit)));
        }
        if (splits.isEmpty()) {
            throw new DownloadException(dataset.id() + " has no Parquet files, nor has its branch " + CONVERTED);
        }
        DatasetSplits.Choice choice = splits.choose(dataset, wanted);
        long fetched = get(repository, commit, choice.files(), progress);
        return new Fetched(
                view(commit, choice),
                commit.revision(),
                choice.config(),
                choice.split(),
                choice.files().size(),
                choice.files().stream().mapToLong(HubFile::size).sum(),
                fetched);
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
    private HubId converted(Repository repository, HubId id) throws IOException {
        if (!id.revision().equals(HubId.MAIN)) {
            throw new DownloadException(
                    id + " has no Parquet files at that revision, and the hub converts other formats"
                            + " of the main branch alone: leave the revision out, or fetch the files and push those");
        }
        try {
            return commit(repository, id.at(CONVERTED));
        } catch (DownloadException e) {
            throw new DownloadException(
                    id + " has no Parquet files, and none that the hub has converted (" + e.getMessage() + ")", e);
        }
    }

    private static List<HubFile> parquet(List<HubFile> files) {
        return files.stream()
                .filter(file -> file.path().toLowerCase(Locale.ROOT).endsWith(".parquet"))
                .toList();
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
    private Path view(HubId commit, DatasetSplits.Choice choice) throws IOException {
        String name = choice.ofSeveral() ? commit.name() + "-" + choice.config() : commit.name();
        Path folder = folder(commit, choice.split(), name);
        Files.createDirectories(folder);
        int files = choice.files().size();
        for (int i = 0; i < files; i++) {
            String file = String.format(Locale.ROOT, "%s-%05d-of-%05d.parquet", choice.split(), i, files);
            Path snapshot = cache.link(commit, choice.files().get(i)).toRealPath();
            HubCache.link(folder.resolve(file), snapshot, snapshot);
        }
        return folder;
    }
}
