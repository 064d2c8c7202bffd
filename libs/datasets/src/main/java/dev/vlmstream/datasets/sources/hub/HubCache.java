package dev.vlmstream.datasets.sources.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The hub's own cache, as its library for Python lays it out: {@code datasets--OWNER--NAME} with {@code blobs} by their
 * checksums, {@code snapshots/COMMIT} of links to these, and in {@code refs} the commits that revisions stand for
 * (https://huggingface.co/docs/huggingface_hub/guides/manage-cache).
 */
public final class HubCache {

    private final Path root;

    public HubCache(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** Where the environment says: {@code HF_HUB_CACHE}, {@code HF_HOME}, {@code XDG_CACHE_HOME}, else the home directory. */
    public static HubCache of(Map<String, String> environment) {
        String cache = environment.get("HF_HUB_CACHE");
        if (cache != null) {
            return new HubCache(expanded(cache));
        }
        String home = environment.get("HF_HOME");
        if (home != null) {
            return new HubCache(expanded(home).resolve("hub"));
        }
        Path caches = expanded(environment.getOrDefault("XDG_CACHE_HOME", "~/.cache"));
        return new HubCache(caches.resolve("huggingface").resolve("hub"));
    }

    private static Path expanded(String path) {
        return path.equals("~") || path.startsWith("~/")
                ? Path.of(System.getProperty("user.home") + path.substring(1))
                : Path.of(path);
    }

    /** Of a dataset. */
    public Path folder(HubId id) {
        return root.resolve("datasets--" + id.repository().replace("/", "--"));
    }

    /** Its blob has its checksum for a name, and got that when it was found right. */
    boolean has(HubId id, HubFile file) throws IOException {
        Path blob = blob(id, file);
        return Files.isRegularFile(blob) && Files.size(blob) == file.size();
    }

    Download.Place place(HubId id, HubFile file) {
        Path blob = blob(id, file);
        return new Download.Place(blob, blob.resolveSibling(blob.getFileName() + ".incomplete"));
    }

    private Path blob(HubId id, HubFile file) {
        return folder(id).resolve("blobs").resolve(file.checksum().hex());
    }

    /** Puts a blob that is there into the commit's snapshot. */
    Path link(HubId commit, HubFile file) throws IOException {
        Path pointer =
                folder(commit).resolve("snapshots").resolve(commit.revision()).resolve(file.path());
        Path blob = blob(commit, file);
        Files.createDirectories(pointer.getParent());
        link(pointer, pointer.getParent().relativize(blob), blob);
        return pointer;
    }

    /**
     * A link to a file, or where the file system has none, the file under a second name.
     *
     * @param target what the link says
     * @param file the same from everywhere
     */
    static void link(Path link, Path target, Path file) throws IOException {
        Files.deleteIfExists(link);
        try {
            Files.createSymbolicLink(link, target);
        } catch (UnsupportedOperationException | IOException e) {
            Files.createLink(link, file);
        }
    }

    /** Notes which commit a revision stands for. */
    void note(HubId id, HubId commit) throws IOException {
        if (!id.revision().equals(commit.revision())) {
            Path ref = folder(id).resolve("refs").resolve(id.revision());
            Files.createDirectories(ref.getParent());
            Files.writeString(ref, commit.revision());
        }
    }
}
