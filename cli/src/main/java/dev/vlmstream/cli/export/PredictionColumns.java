package dev.vlmstream.cli.export;

import static dev.vlmstream.cli.export.ParquetTable.ColumnType.FLAG;
import static dev.vlmstream.cli.export.ParquetTable.ColumnType.INTEGER;
import static dev.vlmstream.cli.export.ParquetTable.ColumnType.INTEGERS;
import static dev.vlmstream.cli.export.ParquetTable.ColumnType.NUMBER;
import static dev.vlmstream.cli.export.ParquetTable.ColumnType.NUMBERS;
import static dev.vlmstream.cli.export.ParquetTable.ColumnType.TEXT;
import static dev.vlmstream.cli.export.ParquetTable.ColumnType.TEXTS;

import dev.vlmstream.cli.export.ExportColumn.OccurringColumns;
import dev.vlmstream.evaluation.judging.Rule;
import dev.vlmstream.evaluation.rules.Rules;
import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.rest.items.ItemLine.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The columns of a table of predictions: those declared here, between them one or two a rule; of all these, those that occur. */
final class PredictionColumns {
    /** What every line has; a partition's directory has the first one's value instead. */
    private static final int ALWAYS = 5;

    static final List<ExportColumn<ItemLine>> BEFORE_RULES = List.of(
            new ExportColumn<>(
                    "run", TEXT, "the run; omitted from the files of a partitioned directory", ItemLine::run),
            new ExportColumn<>("item", TEXT, "the item's id", ItemLine::item),
            new ExportColumn<>("model", TEXT, "the model that answered", ItemLine::model),
            new ExportColumn<>("task", TEXT, "the model's task", ItemLine::task),
            new ExportColumn<>("status", TEXT, "`answered`, `unparsed`, `refused` or `failed`", ItemLine::status),
            new ExportColumn<>("image", TEXT, "the image's name", ItemLine::image),
            new ExportColumn<>(
                    "question",
                    TEXT,
                    "the question, without the model's template; empty if the model ranked classes",
                    ItemLine::question),
            new ExportColumn<>(
                    "templates",
                    TEXTS,
                    "a dual encoder's texts, in which `{}` stands for the class",
                    ItemLine::templates),
            new ExportColumn<>("label", TEXT, "the right answer", ItemLine::label),
            new ExportColumn<>("reason", TEXT, "why the item failed", ItemLine::reason),
            new ExportColumn<>("answer", TEXT, "the answer, as the model wrote it", ItemLine::answer),
            new ExportColumn<>("parsed", TEXT, "the answer after parsing", ItemLine::parsed),
            new ExportColumn<>("ranking", TEXTS, "the first ten classes, best first", line -> each(line, Place::name)),
            new ExportColumn<>(
                    "ranking_scores",
                    NUMBERS,
                    "the scores of these classes",
                    line -> each(line, place -> asWritten(place.score()))),
            new ExportColumn<>(
                    "confidence", NUMBER, "the probability of the ranking's first class", ItemLine::confidence),
            new ExportColumn<ItemLine>(
                            "likelihoods",
                            NUMBERS,
                            "the log-probability of each class name",
                            PredictionColumns::likelihoods)
                    .notInCsv(),
            new ExportColumn<ItemLine>(
                            "likelihood_tokens",
                            INTEGERS,
                            "the tokens of each class name",
                            PredictionColumns::likelihoodTokens)
                    .notInCsv(),
            new ExportColumn<>("primary_rule", TEXT, "the task's primary rule", ItemLine::primaryRule),
            new ExportColumn<>(
                    "correct",
                    FLAG,
                    "whether the answer is right under the primary rule; null if it is not judged",
                    ItemLine::correct));

    static final List<ExportColumn<ItemLine>> AFTER_RULES = List.of(
            new ExportColumn<>("prompt", TEXT, "the prompt with the template", ItemLine::prompt),
            new ExportColumn<>("decoding", TEXT, "the decoding settings", line -> orNull(line.decoding())),
            new ExportColumn<>(
                    "token_ids",
                    INTEGERS,
                    "the answer's tokens",
                    line -> line.tokenIds().stream().map(Integer::longValue).toList()),
            new ExportColumn<>("prompt_tokens", INTEGER, "tokens in the prompt", line -> whole(line.promptTokens())),
            new ExportColumn<>("output_tokens", INTEGER, "tokens generated", line -> whole(line.outputTokens())),
            new ExportColumn<>("truncated", FLAG, "whether the answer was cut at the token limit", ItemLine::truncated),
            new ExportColumn<>("cost", NUMBER, "the cost in USD", ItemLine::cost),
            new ExportColumn<>(
                    "seconds", NUMBER, "seconds from the start of the batch to the answer", ItemLine::seconds),
            new ExportColumn<>(
                    "seconds_to_first_token", NUMBER, "the same to the first token", ItemLine::secondsToFirstToken),
            new ExportColumn<>("digest", TEXT, "the digest of the model bundle", line -> orNull(line.digest())),
            new ExportColumn<>(
                    "dtype",
                    TEXT,
                    "the dtype of the model's graphs, such as fp32 or decoder_model_merged=q4,fp32",
                    line -> orNull(line.dtype())),
            new ExportColumn<>("software", TEXT, "the software version that answered", ItemLine::software),
            new ExportColumn<>("category", TEXT, "the item's category, with levels separated by /", ItemLine::category),
            new ExportColumn<>("group", TEXT, "the item's group, which is right only as a whole", ItemLine::group));

    private final OccurringColumns<ItemLine> before = new OccurringColumns<>(BEFORE_RULES, ALWAYS);
    private final OccurringColumns<ItemLine> after = new OccurringColumns<>(AFTER_RULES, 0);
    private final Set<String> rules = new TreeSet<>();
    private final Set<String> graded = new TreeSet<>();

    void see(ItemLine line) {
        before.see(line);
        after.see(line);
        rules.addAll(line.rules().keySet());
        graded.addAll(line.grades().keySet());
    }

    /** Those of which a line that was seen has a value. */
    List<ExportColumn<ItemLine>> occurring() {
        List<ExportColumn<ItemLine>> columns = new ArrayList<>(before.columns());
        Set<String> names = new TreeSet<>();
        Stream.of(BEFORE_RULES, AFTER_RULES).flatMap(List::stream).forEach(column -> names.add(column.name()));
        inOrder(rules).forEach(rule -> columns.add(rule(rule, free(snakeCase(rule), names))));
        inOrder(graded).forEach(rule -> columns.add(grade(rule, free(snakeCase(rule) + "_grade", names))));
        columns.addAll(after.columns());
        return columns;
    }

    static ExportColumn<ItemLine> rule(String id, String name) {
        return new ExportColumn<>(
                name,
                FLAG,
                "the same under the rule; null if it does not apply",
                line -> line.rules().get(id));
    }

    static ExportColumn<ItemLine> grade(String id, String name) {
        return new ExportColumn<>(
                name,
                NUMBER,
                "the grade, 0 to 1, under a rule with part credit",
                line -> line.grades().get(id));
    }

    static String snakeCase(String rule) {
        return rule.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    }

    /** Judges of others may have any name. */
    private static String free(String name, Set<String> names) {
        String free = name;
        while (!names.add(free)) {
            free = "rule_" + free;
        }
        return free;
    }

    /** Rules as everywhere, then those that this version does not know. */
    private static Set<String> inOrder(Set<String> occurring) {
        Set<String> ordered = new LinkedHashSet<>();
        Rules.ALL.stream().map(Rule::id).filter(occurring::contains).forEach(ordered::add);
        ordered.addAll(occurring);
        return ordered;
    }

    private static <T> List<T> each(ItemLine line, Function<Place, T> part) {
        return line.ranking().stream().map(part).toList();
    }

    private static List<Double> likelihoods(ItemLine line) {
        float[] sums = line.likelihoods() == null ? new float[0] : line.likelihoods();
        return IntStream.range(0, sums.length).mapToObj(i -> asWritten(sums[i])).toList();
    }

    private static List<Long> likelihoodTokens(ItemLine line) {
        int[] tokens = line.likelihoodTokens() == null ? new int[0] : line.likelihoodTokens();
        return Arrays.stream(tokens).asLongStream().boxed().toList();
    }

    private static @Nullable Long whole(@Nullable Integer number) {
        return number == null ? null : number.longValue();
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /** The number with the digits that JSON has of it, not with those that a wider type would make of its bits. */
    private static Double asWritten(float number) {
        return Double.valueOf(Float.toString(number));
    }
}
