package dev.vlmstream.cli.push;

import dev.vlmstream.cli.hub.HubDataset;
import java.nio.file.Path;
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
     * @param folder to which paths are relative
     * @throws IllegalArgumentException if it is an address of nothing that is fetched
     */
    static DatasetAddress of(String written, Path folder) {
        var scheme = SCHEME.matcher(written);
        if (!scheme.matches()) {
            return new Local(folder.resolve(written).normalize());
        }
        return switch (scheme.group("scheme")) {
            case "hf" -> new OnHub(HubDataset.parse(written));
            default ->
                throw new IllegalArgumentException("\"" + written
                        + "\": datasets are read from files and folders here, and from hf://datasets/OWNER/NAME");
        };
    }
}
