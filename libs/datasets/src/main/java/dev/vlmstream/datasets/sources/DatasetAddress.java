package dev.vlmstream.datasets.sources;

import dev.vlmstream.datasets.DatasetFiles;
import dev.vlmstream.datasets.sources.download.FileNames;
import dev.vlmstream.datasets.sources.hub.HubDataset;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a dataset lies. */
public sealed interface DatasetAddress {

    Pattern SCHEME = Pattern.compile("(?<scheme>[A-Za-z][A-Za-z0-9+.-]+)://.*");

    /** Here: a file, a folder, or several files as {@code shard-{000..099}.tar}. */
    record Local(Path path) implements DatasetAddress {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** With a hub. */
    record OnHub(HubDataset dataset) implements DatasetAddress {
        @Override
        public String toString() {
            return dataset.written();
        }
    }

    /**
     * Files of a web server.
     *
     * @param files the one, or the several that braces name
     * @param name of the file, with the braces
     */
    record OnWeb(String written, List<URI> files, String name) implements DatasetAddress {
        public OnWeb {
            files = List.copyOf(files);
        }

        static OnWeb parse(String written) {
            List<URI> files =
                    DatasetFiles.expand(written).stream().map(OnWeb::address).toList();
            String path = written.replaceFirst("[?#].*", "").replaceFirst("[^:]+://[^/]*/*", "");
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (files.size() > 1 && !name.contains("{")) {
                throw new IllegalArgumentException(
                        "\"" + written + "\": numbers in braces belong into the files' name");
            }
            if (!name.isEmpty() && !FileNames.staysBelow(name)) {
                throw new IllegalArgumentException("\"" + written + "\": \"" + name + "\" cannot be a file's name");
            }
            return new OnWeb(written, files, name.isEmpty() ? "dataset" : name);
        }

        private static URI address(String written) {
            URI address = URI.create(written);
            if (address.getHost() == null || address.getRawUserInfo() != null) {
                throw new IllegalArgumentException(
                        "\"" + written + "\" is no address of a file; write https://HOST/PATH, without a password");
            }
            return address;
        }

        /** What is behind the question mark may be a signature. */
        @Override
        public String toString() {
            return written.replaceFirst("[?#].*", "");
        }
    }

    /**
     * In a bucket.
     *
     * @param path of one object, of the several that braces name, or what all begin with; empty for the whole bucket
     */
    record InBucket(String written, String bucket, String path) implements DatasetAddress {
        private static final Pattern ADDRESS =
                Pattern.compile("s3://(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(?<path>.*))?");

        static InBucket parse(String written) {
            Matcher matcher = ADDRESS.matcher(written);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "\"" + written + "\" is no address in a bucket; write s3://BUCKET/PATH");
            }
            String path = matcher.group("path") == null ? "" : matcher.group("path");
            DatasetFiles.expand(path);
            return new InBucket(written, matcher.group("bucket"), path);
        }

        @Override
        public String toString() {
            return written;
        }
    }

    /**
     * @param folder to which paths are relative
     * @throws IllegalArgumentException if it is an address of nothing that is fetched
     */
    static DatasetAddress of(String written, Path folder) {
        Matcher scheme = SCHEME.matcher(written);
        if (!scheme.matches()) {
            return new Local(folder.resolve(written).normalize());
        }
        return switch (scheme.group("scheme")) {
            case "hf" -> new OnHub(HubDataset.parse(written));
            case "http", "https" -> OnWeb.parse(written);
            case "s3" -> InBucket.parse(written);
            default ->
                throw new IllegalArgumentException(
                        "\"" + written
                                + "\": datasets are read from files and folders here, from hf://datasets/OWNER/NAME, https://HOST/FILE and s3://BUCKET/PATH");
        };
    }
}
