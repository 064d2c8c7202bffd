package dev.vlmstream.cli.lmmseval;

import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.datasets.formats.Datasets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The number of each item, the same for every model. An item's id is made of its line alone and runs are pushed in a drawn
 * order, so that only the dataset itself knows the place of an item.
 */
interface DocIds {
    /** Of what was noticed while the dataset was read, where an item is missing. */
    int TOLD = 3;

    /** Of the items of an export, which come in order; all models' lines of one item together. */
    long of(String item);

    /** Places in the order of the items' ids. */
    static DocIds counted() {
        return new DocIds() {
            private @Nullable String last;
            private long id = -1;

            @Override
            public long of(String item) {
                if (!item.equals(last)) {
                    last = item;
                    id++;
                }
                return id;
            }
        };
    }

    /**
     * Places in a dataset, counted from 0, rows that could not be pushed included.
     *
     * @param reading how it is to be read, as it was when it was pushed
     */
    static DocIds of(Path dataset, ReadOptions reading) throws DatasetException {
        Dataset read = Datasets.read(dataset, reading);
        Map<String, Long> places = new HashMap<>();
        for (DatasetItem item : read.items()) {
            places.put(item.itemId(), item.position());
        }
        return item -> {
            Long place = places.get(item);
            if (place == null) {
                throw new CommandFailure(
                        "item " + item + " of the run is not in " + dataset + "; name the dataset that was pushed"
                                + read.notices().stream()
                                        .limit(TOLD)
                                        .map(line -> "\n" + line)
                                        .collect(Collectors.joining()));
            }
            return place;
        };
    }
}
