package dev.vlmstream.datasets.sources.hub;

import dev.vlmstream.datasets.DatasetFiles;
import dev.vlmstream.datasets.sources.download.DownloadException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A repository of images in files of their own, which a table beside them names or folders sort into classes.
 *
 * @param files its images, and what may say something of them
 * @param below the folder that is read, with a slash behind it; empty: the whole repository
 */
record HubImages(List<HubFile> files, String below) {
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
