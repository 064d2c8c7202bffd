package dev.vlmstream.cli.export;

import dev.vlmstream.cli.export.ExportColumn.OccurringColumns;
import dev.vlmstream.cli.export.ExportColumn.Type;
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
            new ExportColumn<>("run", Type.TEXT, "the run; not in a partitioned directory's files", ItemLine::run),
            new ExportColumn<>("item", Type.TEXT, "the item's id", ItemLine::item),
            new ExportColumn<>("model", Type.TEXT, "who answered", ItemLine::model),
            new ExportColumn<>("task", Type.TEXT, "what the model did", ItemLine::task),
            new ExportColumn<>("status", Type.TEXT, "`answered`, `unparsed`, `refused` or `failed`", ItemLine::status),
            new ExportColumn<>("image", Type.TEXT, "the image's name", ItemLine::image),
            new ExportColumn<>(
                    "question",
                    Type.TEXT,
                    "without a model's template; empty where the model ranked classes for the image alone",
                    ItemLine::question),
            new ExportColumn<>(
                    "templates",
                    Type.TEXTS,
                    "of a dual encoder: the texts of the classes, `{}` standing for the name",
                    line -> line.templates().isEmpty() ? null : line.templates()),
            new ExportColumn<>("label", Type.TEXT, "the right answer", ItemLine::label),
            new ExportColumn<>("reason", Type.TEXT, "why it failed", ItemLine::reason),
            new ExportColumn<>("answer", Type.TEXT, "as the model wrote it", ItemLine::answer),
            new ExportColumn<>("parsed", Type.TEXT, "what a parser made of the answer", ItemLine::parsed),
            new ExportColumn<>(
                    "ranking", Type.TEXTS, "classes, best first; the first ten", line -> each(line, Place::name)),
            new ExportColumn<>(
                    "ranking_scores",
                    Type.NUMBERS,
                    "the ranking's scores",
                    line -> each(line, place -> asWritten(place.score()))),
            new ExportColumn<>(
                    "confidence", Type.NUMBER, "the probability of the ranking's first class", ItemLine::confidence),
            new ExportColumn<ItemLine>(
                            "likelihoods",
                            Type.NUMBERS,
                            "class likelihood: each class name's log-probability, in the order of the classes",
                            PredictionColumns::likelihoods)
                    .notInCsv(),
            new ExportColumn<ItemLine>(
                            "likelihood_tokens",
                            Type.INTEGERS,
                            "class likelihood: how many tokens each class name has",
                            PredictionColumns::likelihoodTokens)
                    .notInCsv(),
            new ExportColumn<>(
                    "primary_rule", Type.TEXT, "the id of the rule that stands for the task", ItemLine::primaryRule),
            new ExportColumn<>(
                    "correct",
                    Type.FLAG,
                    "right under the primary rule; null where that does not judge",
                    ItemLine::correct));

    static final List<ExportColumn<ItemLine>> AFTER_RULES = List.of(
            new ExportColumn<>("prompt", Type.TEXT, "as the model saw it, template included", ItemLine::prompt),
            new ExportColumn<>(
                    "decoding", Type.TEXT, "the settings that made the answer", line -> orNull(line.decoding())),
            new ExportColumn<>(
                    "token_ids",
                    Type.INTEGERS,
                    "the answer's tokens",
                    line -> line.tokenIds().stream().map(Integer::longValue).toList()),
            new ExportColumn<>("prompt_tokens", Type.INTEGER, "tokens read", line -> whole(line.promptTokens())),
            new ExportColumn<>("output_tokens", Type.INTEGER, "tokens generated", line -> whole(line.outputTokens())),
            new ExportColumn<>("truncated", Type.FLAG, "cut at the token limit", ItemLine::truncated),
            new ExportColumn<>("cost", Type.NUMBER, "USD", ItemLine::cost),
            new ExportColumn<>("seconds", Type.NUMBER, "from taking the batch to the answer", ItemLine::seconds),
            new ExportColumn<>(
                    "seconds_to_first_token", Type.NUMBER, "to the first token", ItemLine::secondsToFirstToken),
            new ExportColumn<>("digest", Type.TEXT, "the model bundle's", line -> orNull(line.digest())),
            new ExportColumn<>("software", Type.TEXT, "the version that answered", ItemLine::software),
            new ExportColumn<>("category", Type.TEXT, "the item's kind, levels parted by /", ItemLine::category),
            new ExportColumn<>("group", Type.TEXT, "items of the same are right as a whole or not", ItemLine::group));

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
                Type.FLAG,
                "right under the rule; null where it does not judge the item",
                line -> line.rules().get(id));
    }

    static ExportColumn<ItemLine> grade(String id, String name) {
        return new ExportColumn<>(
                name,
                Type.NUMBER,
                "the grade, 0 to 1, of a rule that gives part credit",
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
