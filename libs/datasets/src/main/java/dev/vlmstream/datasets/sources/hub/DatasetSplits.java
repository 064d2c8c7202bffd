package dev.vlmstream.datasets.sources.hub;

import dev.vlmstream.datasets.sources.download.DownloadException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A dataset's Parquet files by configuration and split. */
final class DatasetSplits {

    /** As the hub's library writes them. */
    private static final Pattern NUMBERED =
            Pattern.compile("(?:.*/)?(?<split>\\w+(?:\\.\\w+)*)-\\d{5}-of-\\d{5}\\b[^/]*");

    private static final Pattern CONVERTED =
            Pattern.compile("(?<config>[^/]+)/(?:partial-)?(?<split>[^/]+)/\\d+\\.parquet");
    /** Words for splits in other names, in the order in which the hub looks for them. */
    private static final List<Map.Entry<String, Pattern>> KEYWORDS = List.of(
            Map.entry(DatasetCard.TRAIN, keywords("train|training")),
            Map.entry("test", keywords("test|testing|eval|evaluation")),
            Map.entry("validation", keywords("validation|valid|val|dev")));

    private final Map<String, Map<String, List<HubFile>>> files = new TreeMap<>();

    private static Pattern keywords(String words) {
        return Pattern.compile("(?i)(?:.*[^a-z])?(?:" + words + ")(?:[^a-z].*)?");
    }

    /** What was chosen. */
    record Choice(String config, String split, List<HubFile> files, boolean ofSeveral) {}

    /** Of the branch into which the hub converts datasets. */
    static DatasetSplits converted(List<HubFile> parquet) {
        DatasetSplits splits = new DatasetSplits();
        for (HubFile file : parquet) {
            Matcher path = CONVERTED.matcher(file.path());
            if (path.matches()) {
                splits.add(path.group("config"), path.group("split"), file);
            }
        }
        return splits;
    }

    /** Of the repository itself: as its card says, else by names. */
    static DatasetSplits of(List<HubFile> parquet, DatasetCard card) {
        DatasetSplits splits = new DatasetSplits();
        card.sort(parquet, splits);
        if (splits.files.isEmpty()) {
            parquet.forEach(file -> splits.add("default", split(file.path()), file));
        }
        return splits;
    }

    private static String split(String path) {
        Matcher numbered = NUMBERED.matcher(path);
        if (numbered.matches()) {
            return numbered.group("split");
        }
        return KEYWORDS.stream()
                .filter(keyword -> keyword.getValue().matcher(path).matches())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(DatasetCard.TRAIN);
    }

    void add(String config, String split, HubFile file) {
        files.computeIfAbsent(config, name -> new TreeMap<>()).merge(split, List.of(file), DatasetSplits::joined);
    }

    private static List<HubFile> joined(List<HubFile> some, List<HubFile> more) {
        Map<String, HubFile> all = new TreeMap<>();
        some.forEach(file -> all.put(file.path(), file));
        more.forEach(file -> all.put(file.path(), file));
        return List.copyOf(all.values());
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /**
     * @param wanted the split, where the address names none
     * @throws DownloadException listing what there is, if it is not clear what is meant
     */
    Choice choose(HubDataset asked, Optional<String> wanted) {
        Optional<String> config = asked.config();
        Optional<String> split = asked.split().or(() -> wanted);
        if (files.size() == 1 && config.isPresent() && asked.split().isEmpty() && !files.containsKey(config.get())) {
            // The only configuration goes without saying.
            split = config;
            config = Optional.empty();
        }
        String ofConfig = one(asked, "configuration", config, files);
        Map<String, List<HubFile>> splits = files.get(ofConfig);
        String ofSplit = one(asked, "split", split, splits);
        return new Choice(ofConfig, ofSplit, splits.get(ofSplit), files.size() > 1);
    }

    private static String one(HubDataset asked, String what, Optional<String> name, Map<String, ?> known) {
        if (name.isEmpty() && known.size() == 1) {
            return known.keySet().iterator().next();
        }
        String all = String.join(", ", new TreeSet<>(known.keySet()));
        if (name.isEmpty()) {
            throw new DownloadException(asked.written() + " has several " + what
                    + "s, say which one, as in hf://datasets/" + asked.id() + "/CONFIG/SPLIT: " + all);
        }
        if (!known.containsKey(name.get())) {
            throw new DownloadException(
                    asked.written() + " has no " + what + " \"" + name.get() + "\"; there is " + all);
        }
        return name.get();
    }
}
