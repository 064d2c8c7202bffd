package dev.vlmstream.datasets.sources.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.vlmstream.datasets.DatasetFiles;
import dev.vlmstream.datasets.sources.download.DownloadException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A dataset's files by configuration and split, be they Parquet or tar shards. */
final class DatasetSplits {

    /** As the hub's library writes them. */
    private static final Pattern NUMBERED =
            Pattern.compile("(?:.*/)?(?<split>\\w+(?:\\.\\w+)*)-\\d{5}-of-\\d{5}\\b[^/]*");

    private static final Pattern CONVERTED = Pattern.compile("(?<config>[^/]+)/(?<split>[^/]+)/\\d+\\.parquet");
    /** What the hub puts before the name of a split of which it has converted the beginning alone. */
    private static final String PARTIAL = "partial-";
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
    static DatasetSplits of(List<HubFile> files, DatasetCard card) {
        DatasetSplits splits = new DatasetSplits();
        card.sort(files, splits);
        if (splits.files.isEmpty()) {
            files.forEach(file -> splits.add("default", split(file.path()), file));
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
        Map<String, HubFile> all = new TreeMap<>(DatasetFiles.COUNTED);
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
        requireWhole(asked, ofConfig, split, splits);
        String ofSplit = one(asked, "split", split, splits);
        return new Choice(ofConfig, ofSplit, splits.get(ofSplit), files.size() > 1);
    }

    /** The beginning of a split is taken only by its own name, which then stands in the run as well. */
    private static void requireWhole(HubDataset asked, String config, Optional<String> split, Map<String, ?> known) {
        String part = split.map(name -> known.containsKey(name) ? "" : PARTIAL + name)
                .orElseGet(() -> known.size() == 1 ? known.keySet().iterator().next() : "");
        if (part.startsWith(PARTIAL) && known.containsKey(part)) {
            throw new DownloadException(asked.written() + ": the hub has converted only the beginning of the split \""
                    + part.substring(PARTIAL.length())
                    + "\", which is too large for it, so results would not be those of"
                    + " the whole. Fetch the dataset's own files and push those, or take the beginning under its own"
                    + " name: hf://datasets/" + asked.id() + "/" + config + "/" + part);
        }
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

    /**
     * What the head of a dataset's {@code README.md} says of its files: {@code configs} with {@code data_files}
     * (https://huggingface.co/docs/hub/datasets-manual-configuration).
     */
    record DatasetCard(JsonNode configs) {
        /** Of a file whose split is not told. */
        static final String TRAIN = "train";

        private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
        private static final Pattern HEAD = Pattern.compile("\\A---\\r?\\n(.*?)\\r?\\n---", Pattern.DOTALL);

        /** A card that cannot be read says nothing, as one that is not there. */
        static DatasetCard of(String text) {
            Matcher head = HEAD.matcher(text);
            try {
                return new DatasetCard(
                        YAML.readTree(head.find() ? head.group(1) : "").path("configs"));
            } catch (JsonProcessingException e) {
                return new DatasetCard(YAML.createArrayNode());
            }
        }

        /** Puts those of the files in their places that the card names. */
        void sort(List<HubFile> files, DatasetSplits to) {
            for (JsonNode config : configs) {
                String name = config.path("config_name").asText("default");
                String folder = config.path("data_dir").asText("");
                JsonNode data = config.path("data_files");
                boolean bySplit = data.isArray() && data.path(0).isObject();
                for (JsonNode part : bySplit ? data : List.of(data)) {
                    String split = bySplit ? part.path("split").asText(TRAIN) : TRAIN;
                    for (String glob : texts(bySplit ? part.path("path") : part)) {
                        String whole = folder.isEmpty() ? glob : folder + "/" + glob;
                        files.stream()
                                .filter(file -> matches(whole, file.path()))
                                .forEach(file -> to.add(name, split, file));
                    }
                }
            }
        }

        private static List<String> texts(JsonNode node) {
            List<String> texts = new ArrayList<>();
            (node.isArray() ? node : List.of(node)).forEach(text -> texts.add(text.asText()));
            return texts;
        }

        /** Two stars stand for no folder, too. */
        private static boolean matches(String glob, String path) {
            try {
                PathMatcher here = FileSystems.getDefault().getPathMatcher("glob:" + glob);
                PathMatcher without = FileSystems.getDefault().getPathMatcher("glob:" + glob.replace("**/", ""));
                return here.matches(Path.of(path)) || without.matches(Path.of(path));
            } catch (PatternSyntaxException e) {
                return false;
            }
        }
    }
}
