package dev.vlmstream.datasets.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.datasets.Base64Image;
import dev.vlmstream.datasets.Columns;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetFiles;
import dev.vlmstream.datasets.DatasetFormat;
import dev.vlmstream.datasets.InvalidItemException;
import dev.vlmstream.datasets.Reading;
import dev.vlmstream.datasets.Reading.Row;
import dev.vlmstream.datasets.formats.CsvFile.CsvImage;
import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.datasets.image.ImageData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * CSV (RFC 4180), TSV, or with semicolons or bars, under a header, and before it Excel's {@code sep=;}. Blanks around names and
 * cells are dropped. Images are files' names or base64: benchmarks as VLMEvalKit keeps them are read as they are, with {@code
 * question}, {@code A}, {@code B}, …, {@code answer}, and images that rows share.
 */
public final class CsvFormat implements DatasetFormat {
    private static final int START = 1 << 16;
    private static final Pattern JSON = Pattern.compile("\\s*[\\[{].*", Pattern.DOTALL);

    @Override
    public boolean recognises(DatasetFiles source) throws IOException {
        if (source.isFolder()) {
            return false;
        }
        String start = start(source.files().get(0));
        return !JSON.matcher(start).matches()
                && start.indexOf('\0') < 0
                && Dialect.of(start).isPresent();
    }

    @Override
    public void read(DatasetFiles source, Reading to) throws IOException, DatasetException {
        for (Path path : source.files()) {
            Dialect dialect = Dialect.of(start(path)).orElse(Dialect.PLAIN);
            String ofFile = source.files().size() > 1 ? " of " + path.getFileName() : "";
            new CsvRows(new CsvFile(path, dialect.separator()), dialect.header(), ofFile, to).read();
        }
    }

    private static String start(Path path) throws IOException {
        return new String(DatasetFiles.start(path, START), StandardCharsets.UTF_8).replaceFirst("^\ufeff", "");
    }

    /**
     * How a file is written.
     *
     * @param separator what separates its cells
     * @param header the number of the record that is the header
     */
    private record Dialect(char separator, int header) {
        static final Dialect PLAIN = new Dialect(',', 0);
        /** The line before the header that tells Excel what separates cells. */
        private static final Pattern SAID = Pattern.compile("(?i)\"?sep=([^\"\\w ])\"?");
        /** Of those that are as frequent in a header, the first counts. */
        private static final String SEPARATORS = ",;|";

        /** Empty if nothing separates the header's names. */
        static Optional<Dialect> of(String start) {
            String first = start.lines().findFirst().orElse("");
            Matcher said = SAID.matcher(first);
            if (said.matches()) {
                return Optional.of(new Dialect(said.group(1).charAt(0), 1));
            }
            if (first.indexOf('\t') >= 0) {
                return Optional.of(new Dialect('\t', 0));
            }
            char most = SEPARATORS.charAt(0);
            for (char one : SEPARATORS.toCharArray()) {
                most = count(first, one) > count(first, most) ? one : most;
            }
            return count(first, most) == 0 ? Optional.empty() : Optional.of(new Dialect(most, 0));
        }

        private static long count(String text, char wanted) {
            return text.chars().filter(c -> c == wanted).count();
        }
    }

    /** The rows of one file. */
    private static final class CsvRows {
        /** Lists in cells, as JSON or as Python prints them. */
        private static final ObjectReader LISTS = JsonMapper.builder()
                .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES, JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
                .build()
                .readerFor(JsonNode.class);

        private static final List<String> LIST_FIELDS = List.of("answers", "options", "ocr_tokens");
        private static final Pattern WHOLE = Pattern.compile("-?\\d{1,9}");

        private final CsvFile file;
        private final int headerNumber;
        private final String ofFile;
        private final Reading to;
        private List<String> header = List.of();
        /** Columns whose blanks may matter: questions and whatever else their wording takes are asked as they are written. */
        private final Set<String> asWritten = new HashSet<>();

        private int imageColumn;
        private int keyColumn;
        /** Images by the row's {@code index}, which other rows name to share them: VLMEvalKit's files do. */
        private final Map<String, Shared> shared = new HashMap<>();

        private boolean lookedAhead;

        private record Shared(ImageData image, String name) {}

        /**
         * @param headerNumber of the record that is the header
         * @param ofFile what tells its lines from those of other files
         */
        CsvRows(CsvFile file, int headerNumber, String ofFile, Reading to) {
            this.file = file;
            this.headerNumber = headerNumber;
            this.ofFile = ofFile;
            this.to = to;
        }

        void read() throws IOException, DatasetException {
            header = header();
            Columns columns = to.columns(header, List.of());
            to.requireFields(file.path(), columns, header, List.of(), false);
            imageColumn = columns.of("image").map(header::indexOf).orElse(-1);
            keyColumn = header.indexOf("index");
            asWritten.addAll(header);
            asWritten.removeAll(columns.names());
            columns.of("text").ifPresent(asWritten::add);
            for (int number = headerNumber + 1; number < file.records(); number++) {
                String place = "line " + file.line(number) + ofFile;
                try {
                    List<String> cells = file.record(number);
                    if (!cells.stream().allMatch(String::isBlank)) {
                        to.add(row(place, number, cells, columns));
                    }
                } catch (InvalidItemException e) {
                    to.bad(place, e.getMessage());
                }
            }
        }

        private List<String> header() throws IOException, DatasetException {
            try {
                if (file.records() <= headerNumber) {
                    throw new InvalidItemException("there is no header");
                }
                List<String> names =
                        file.record(headerNumber).stream().map(String::strip).toList();
                // Spreadsheets save empty columns as well.
                Set<String> named = new HashSet<>();
                for (String name : names) {
                    if (!name.isEmpty() && !named.add(name)) {
                        throw new InvalidItemException("two columns of the header have one name, '" + name + "'");
                    }
                }
                return names;
            } catch (InvalidItemException e) {
                throw new DatasetException(file.path(), "line " + (headerNumber + 1) + ": " + e.getMessage());
            }
        }

        private Row row(String place, int number, List<String> cells, Columns columns) throws IOException {
            if (cells.size() > header.size()) {
                throw new InvalidItemException(
                        "it has " + cells.size() + " cells, but the header names " + header.size() + " columns");
            }
            ObjectNode row = JsonNodeFactory.instance.objectNode();
            for (int i = 0; i < cells.size(); i++) {
                if (i != imageColumn && !cells.get(i).isBlank()) {
                    row.put(
                            header.get(i),
                            asWritten.contains(header.get(i))
                                    ? cells.get(i)
                                    : cells.get(i).strip());
                }
            }
            ObjectNode fields = columns.rename(row);
            typed(fields);
            JsonNode named = fields.remove("name");
            String name = named == null ? null : CsvImage.alone(named.asText());
            String cell = 0 <= imageColumn && imageColumn < cells.size() ? CsvImage.alone(cells.get(imageColumn)) : "";
            Shared image = image(cell, cells, number, name);
            if (image != null) {
                fields.put("image", image.name());
                return new Row(place, fields, image.image());
            }
            String path = cell.isEmpty() && name != null ? name : cell;
            if (!path.isEmpty()) {
                fields.put("image", path);
            }
            return new Row(place, fields, null);
        }

        /** The image in the cell, or the other row's that it names; null for a file's name. */
        private @Nullable Shared image(String cell, List<String> cells, int number, @Nullable String name)
                throws IOException {
            if (!Base64Image.isLikeOne(cell)) {
                return cell.length() > 64 || !WHOLE.matcher(cell).matches() ? null : other(cell);
            }
            Shared image = keep(cell, number, name);
            if (keyColumn >= 0 && keyColumn < cells.size()) {
                shared.putIfAbsent(cells.get(keyColumn).strip(), image);
            }
            return image;
        }

        private Shared keep(String cell, int number, @Nullable String name) {
            byte[] bytes = Base64Image.decode(cell, CsvImage.IMAGE);
            return new Shared(
                    new CsvImage(file, number, imageColumn, bytes.length), name == null ? Digest.name(bytes) : name);
        }

        private Shared other(String index) throws IOException {
            if (!shared.containsKey(index) && !lookedAhead) {
                lookedAhead = true;
                lookAhead();
            }
            Shared image = shared.get(index);
            if (image == null) {
                throw new InvalidItemException("its image is that of the row with index " + index + ", which has none");
            }
            return image;
        }

        /** Once, where a row shares the image of a later one. */
        private void lookAhead() throws IOException {
            for (int number = headerNumber + 1; keyColumn >= 0 && number < file.records(); number++) {
                try {
                    List<String> cells = file.record(number);
                    if (cells.size() > Math.max(keyColumn, imageColumn)) {
                        String cell = CsvImage.alone(cells.get(imageColumn));
                        if (Base64Image.isLikeOne(cell)) {
                            shared.putIfAbsent(cells.get(keyColumn).strip(), keep(cell, number, null));
                        }
                    }
                } catch (InvalidItemException e) {
                    // Told when its turn comes.
                }
            }
        }

        /** Cells are text; of what is no text, they hold what was written. */
        private static void typed(ObjectNode fields) {
            for (String field : LIST_FIELDS) {
                if (fields.has(field) && fields.get(field).isTextual()) {
                    fields.set(field, list(fields.get(field).textValue(), field));
                }
            }
            String answer = fields.path("label").asText();
            if (fields.has("text") && answer.startsWith("[")) {
                acceptedAnswers(answer).ifPresent(list -> {
                    fields.remove("label");
                    fields.set("answers", list);
                });
            }
            String index = fields.path("label_idx").asText();
            if (WHOLE.matcher(index).matches()) {
                fields.put("label_idx", Integer.parseInt(index));
            }
        }

        /** Benchmarks call one answer and a list of accepted ones alike; what is no list is an answer. */
        private static Optional<ArrayNode> acceptedAnswers(String cell) {
            try {
                return Optional.of(list(cell, "answers"));
            } catch (InvalidItemException e) {
                return Optional.empty();
            }
        }

        private static ArrayNode list(String cell, String field) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            if (!cell.strip().startsWith("[")) {
                return list.add(cell);
            }
            try {
                for (JsonNode element : (JsonNode) LISTS.readValue(cell)) {
                    list.add(field.equals("options") ? element.asText().strip() : element.asText());
                }
                return list;
            } catch (JsonProcessingException e) {
                throw new InvalidItemException("field '" + field + "' is no list: " + e.getOriginalMessage(), e);
            }
        }
    }
}
