package dev.vlmstream.datasets.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.JsonRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Names of WordNet's synsets, as they lie beside ImageNet's folders {@code n01440764}, …: {@code LOC_synset_mapping.txt} of
 * the challenge, {@code words.txt}, or Keras's {@code imagenet_class_index.json}. Of several names the first is taken.
 *
 * @param names by wnid, in the file's order
 * @param classes whether the file lists the classes of the dataset; {@code words.txt} lists all of WordNet
 */
record Synsets(Map<String, String> names, boolean classes) {
    private static final Pattern WNID = Pattern.compile("n\\d{8}");
    private static final Pattern LINE = Pattern.compile("(?<wnid>n\\d{8})\\s+(?<name>[^,\\t]*[^,\\t\\s]).*");
    private static final String WORDS = "words.txt";
    private static final List<String> FILES =
            List.of("LOC_synset_mapping.txt", "imagenet_class_index.json", "synset_words.txt", WORDS);
    private static final long MOST_BYTES = 64L << 20;

    static boolean areWnids(List<String> folders) {
        return !folders.isEmpty()
                && folders.stream().allMatch(name -> WNID.matcher(name).matches());
    }

    /** Of a file in the folder or one of the two above it. */
    static Optional<Synsets> beside(Path folder) throws DatasetException {
        Path absolute = folder.toAbsolutePath().normalize();
        Optional<Path> file = Stream.iterate(absolute, dir -> dir != null, Path::getParent)
                .limit(3)
                .flatMap(dir -> FILES.stream().map(dir::resolve))
                .filter(Files::isRegularFile)
                .findFirst();
        return file.isEmpty() ? Optional.empty() : of(file.get());
    }

    /** Empty if the file is no list of synsets. */
    static Optional<Synsets> of(Path file) throws DatasetException {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                return Optional.empty();
            }
            String text = Files.readString(file).strip();
            Map<String, String> names = text.startsWith("{") ? fromJson(text) : fromLines(text);
            boolean classes = !file.getFileName().toString().equals(WORDS);
            return names.isEmpty() ? Optional.empty() : Optional.of(new Synsets(names, classes));
        } catch (IOException e) {
            throw new DatasetException(file, "cannot read the names of synsets: " + DatasetException.reason(e));
        }
    }

    private static Map<String, String> fromLines(String text) {
        Map<String, String> names = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            Matcher synset = LINE.matcher(line);
            if (!synset.matches()) {
                return Map.of();
            }
            names.put(synset.group("wnid"), synset.group("name"));
        }
        return names;
    }

    private static Map<String, String> fromJson(String text) throws JsonProcessingException {
        Map<String, String> names = new LinkedHashMap<>();
        for (JsonNode entry : JsonRecords.tree(text)) {
            names.put(entry.path(0).asText(), entry.path(1).asText().replace('_', ' '));
        }
        return names;
    }
}
