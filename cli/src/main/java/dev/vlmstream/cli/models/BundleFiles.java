package dev.vlmstream.cli.models;

import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.sources.hub.HubFile;
import dev.vlmstream.datasets.sources.hub.HubId;
import dev.vlmstream.inference.bundle.GraphFiles;
import dev.vlmstream.inference.runtime.Dtypes;
import dev.vlmstream.inference.runtime.ExecutionProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which files of a repository make a bundle: text files, the graphs of one dtype, what lies beside those. */
public final class BundleFiles {

    private static final String CONFIG = "config.json";
    private static final String WHOLE = "model";
    private static final Set<String> TOWERS = Set.of("vision_model", "text_model");
    private static final List<String> STEMS = List.of(
            "vision_model", "text_model", WHOLE, "vision_encoder", "qformer", "embed_tokens", "decoder_model_merged");
    /** Configuration, tokenizers, templates, licences; recorded cases of bundles that tools/export has made. */
    private static final Pattern TEXT = Pattern.compile(
            "[^/]*\\.(json|jinja|txt|md|model)|LICENSE[^/]*|image_newline\\.bin|qformer_tokenizer/[^/]*|golden/.*"
                    + "|additional_chat_templates/[^/]*");
    /** Lists of weights that are not fetched. */
    private static final Pattern WEIGHT_INDEX = Pattern.compile(".*\\.index\\.json");

    private final HubId id;
    private final Map<String, HubFile> all;

    public BundleFiles(HubId id, List<HubFile> all) {
        this.id = id;
        this.all = all.stream().collect(Collectors.toMap(HubFile::path, Function.identity()));
    }

    /**
     * The files to fetch, ordered by name.
     *
     * @throws DownloadException if there is no config.json, no graph, or none of that dtype
     */
    public List<HubFile> chosen(Dtypes dtypes) {
        if (!all.containsKey(CONFIG)) {
            throw new DownloadException(id + " has no " + CONFIG + ", so it cannot be used as a bundle");
        }
        TreeSet<String> paths = new TreeSet<>();
        all.keySet().stream()
                .filter(path -> TEXT.matcher(path).matches()
                        && !WEIGHT_INDEX.matcher(path).matches())
                .forEach(paths::add);
        graphs(dtypes).forEach(graph -> {
            paths.add(graph);
            all.keySet().stream().filter(path -> liesBeside(graph, path)).forEach(paths::add);
        });
        return paths.stream().map(all::get).toList();
    }

    /** Weights of a graph above 2 GiB: graph.onnx_data, graph.onnx_data_1, graph.onnx.data. */
    private static boolean liesBeside(String graph, String path) {
        return path.startsWith(graph + "_data") || path.equals(graph + ".data");
    }

    private List<String> graphs(Dtypes dtypes) {
        List<String> stems =
                STEMS.stream().filter(stem -> !present(stem).isEmpty()).toList();
        if (stems.isEmpty()) {
            throw new DownloadException(id + " has no ONNX graphs; make a bundle of its weights with tools/export:"
                    + " python tools/export/export.py --model " + id.repository() + " --out DIR");
        }
        List<String> graphs = new ArrayList<>();
        for (String stem : stems) {
            // Both towers in one file serve no purpose beside the towers.
            if (!stem.equals(WHOLE) || !stems.containsAll(TOWERS)) {
                graphs.add(graph(stem, dtypes));
            }
        }
        return graphs;
    }

    /** The most precise one where the dtype is left open: whoever has a GPU says so. */
    private String graph(String stem, Dtypes dtypes) {
        List<String> candidates = dtypes.of(stem, ExecutionProvider.CPU);
        return candidates.stream()
                .flatMap(dtype -> GraphFiles.names(stem, dtype))
                .filter(all::containsKey)
                .findFirst()
                .orElseThrow(() -> new DownloadException(id + " has no " + stem + " of dtype "
                        + String.join(", ", candidates) + "; it has " + present(stem) + ": choose with --dtype"));
    }

    private List<String> present(String stem) {
        return Dtypes.known().stream()
                .filter(dtype -> GraphFiles.names(stem, dtype).anyMatch(all::containsKey))
                .toList();
    }
}
