package dev.vlmstream.datasets.sources.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What the head of a dataset's {@code README.md} says of its files: {@code configs} with {@code data_files}
 * (https://huggingface.co/docs/hub/datasets-manual-configuration).
 */
final class DatasetCard {

    /** Of a file whose split is not told. */
    static final String TRAIN = "train";

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Pattern HEAD = Pattern.compile("\\A---\\r?\\n(.*?)\\r?\\n---", Pattern.DOTALL);

    private final JsonNode configs;

    private DatasetCard(JsonNode configs) {
        this.configs = configs;
    }

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
