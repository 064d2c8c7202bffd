package dev.vlmstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.JsonCommand;
import dev.vlmstream.cli.command.WrongValue;
import dev.vlmstream.cli.options.ServerOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.PairTable;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.evaluation.run.RunSpec.SettingDifference;
import dev.vlmstream.rest.items.DifferencePage;
import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.PairedMetrics;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "compare",
        description = {
            "Compares models on the items that both answered: the paired difference of their accuracies with its 95 %%"
                    + " interval, and McNemar's exact p.",
            "Of one run it compares all pairs of models, or --first with --second. Of two runs over the same items it compares"
                    + " each model with itself, or --first of the one with --second of the other, and lists the settings in"
                    + " which the runs differ. Where the two did not choose from the same classes, it says so, and gives no p."
        },
        footer = {
            "  vlmstream compare closed-20 closed-20-identify",
            "  vlmstream compare closed-20 --first my-llava --second clip",
            "  vlmstream compare open-base closed-20 --unlike",
            "  vlmstream compare flowers-1 --first my-llava --second my-tuned-llava --items 20",
            "  vlmstream compare flowers-1 --json"
        })
final class CompareCommand extends JsonCommand {
    /** What the scoring service gives at once. */
    private static final int MOST_ITEMS = 100;

    @Parameters(index = "0", paramLabel = "RUN", description = "The run's id; `vlmstream runs` lists them.")
    private String run;

    @Parameters(index = "1", arity = "0..1", paramLabel = "RUN", description = "Another run over the same items.")
    private @Nullable String other;

    @Option(names = "--first", paramLabel = "MODEL", description = "A model of the first run (needs --second).")
    private @Nullable String first;

    @Option(names = "--second", paramLabel = "MODEL", description = "A model of the second run, or of the only one.")
    private @Nullable String second;

    @Option(
            names = "--items",
            paramLabel = "N",
            defaultValue = "0",
            description = "Also list the first N items on which only one of the two models was right, with both answers"
                    + " (1 to " + MOST_ITEMS + "; export has all answers).")
    private int items;

    @Option(
            names = "--unlike",
            description =
                    "Give p even if the two did not choose from the same classes, such as 5 of 14 against all: the"
                            + " difference is then not due to the models alone.")
    private boolean unlike;

    @Mixin
    private ServerOption server;

    @Override
    public Integer call() {
        if ((first == null) != (second == null)) {
            throw new WrongValue("--first and --second go together: name a model with each");
        }
        if (items < 0 || items > MOST_ITEMS) {
            throw new WrongValue("--items " + items + ": a number from 1 to " + MOST_ITEMS + " is needed");
        }
        ScoringClient client = server.client();
        List<PairedMetrics> pairs = pairs(client);
        List<DifferenceTable> differences = items == 0
                ? List.of()
                : pairs.stream().map(pair -> differing(client, pair)).toList();
        List<SettingDifference> settings = other == null ? List.of() : differences(client);
        if (json) {
            ObjectNode all = Json.object().putPOJO("settings", settings).putPOJO("pairs", pairs);
            if (items > 0) {
                all.putPOJO("differences", differences);
            }
            print(Json.pretty(all));
        } else {
            if (other != null) {
                settings(settings).forEach(this::print);
            }
            String of = other == null ? run : other;
            PairTable.of(pairs, run, of).lines().forEach(this::print);
            print(PairTable.direction(pairs, run, of));
            pairs.stream()
                    .map(PairedMetrics::unlike)
                    .filter(Objects::nonNull)
                    .distinct()
                    .forEach(words -> print(unlike(words)));
            if (pairs.stream().allMatch(pair -> pair.n() == 0)) {
                print("no item has answers of both models; runs are compared on their common items, so push the same"
                        + " data");
            }
            differences.forEach(table -> table.lines().forEach(this::print));
        }
        return 0;
    }

    private String unlike(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ". The difference is not due to the"
                + " models alone"
                + (unlike ? "." : ", so there is no p; --unlike gives it.");
    }

    private DifferenceTable differing(ScoringClient client, PairedMetrics pair) {
        String of = other == null ? run : other;
        return DifferenceTable.of(pair, client.differences(run, pair.first(), pair.second(), of, items));
    }

    private List<SettingDifference> differences(ScoringClient client) {
        return RunResult.spec(client.run(run)).differences(RunResult.spec(client.run(other)));
    }

    private List<String> settings(List<SettingDifference> differences) {
        if (differences.isEmpty()) {
            return List.of("The runs have the same settings.", "");
        }
        TextTable table = new TextTable("setting", run, other);
        differences.forEach(one -> table.row(one.key(), one.first(), one.second()));
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("");
        return lines;
    }

    private List<PairedMetrics> pairs(ScoringClient client) {
        if (other == null && first == null) {
            List<PairedMetrics> pairs = client.pairs(run);
            if (pairs.isEmpty()) {
                throw new CommandFailure("run \"" + run + "\" has one model; name a second run to compare it with");
            }
            return pairs;
        }
        String of = other == null ? run : other;
        if (first != null) {
            return List.of(client.compare(run, first, second, of, unlike));
        }
        return inBoth(client).stream()
                .map(model -> client.compare(run, model, model, of, unlike))
                .toList();
    }

    private List<String> inBoth(ScoringClient client) {
        List<String> models = models(client.metrics(run));
        List<String> others = models(client.metrics(other));
        List<String> both = models.stream().filter(others::contains).toList();
        if (both.isEmpty()) {
            throw new CommandFailure("no model answered in both runs: " + run + " has " + models + ", " + other
                    + " has " + others + "; name one of each with --first and --second");
        }
        return both;
    }

    private static List<String> models(RunMetrics metrics) {
        return metrics.models().stream().map(ModelMetrics::model).toList();
    }

    /**
     * The items on which only one of two models was right, with both answers.
     *
     * @param total how many there are; {@code items} may be fewer
     */
    private record DifferenceTable(String first, String second, long total, List<Item> items) {
        private static final int LONGEST = 60;

        /** @param right the model that was right */
        public record Item(
                String item,
                @Nullable String image,
                @Nullable String label,
                String right,
                @Nullable String first,
                @Nullable String second) {}

        public static DifferenceTable of(PairedMetrics pair, DifferencePage page) {
            return new DifferenceTable(
                    pair.first(),
                    pair.second(),
                    page.total(),
                    page.items().stream().map(both -> item(pair, both)).toList());
        }

        private static Item item(PairedMetrics pair, DifferencePage.Pair both) {
            ItemLine one = both.first();
            return new Item(
                    one.item(),
                    one.image(),
                    one.label(),
                    Boolean.TRUE.equals(one.correct()) ? pair.first() : pair.second(),
                    one.response().orElse(null),
                    both.second().response().orElse(null));
        }

        /** A heading, and a row per item. */
        public List<String> lines() {
            TextTable table = new TextTable("image", "label", "right", first + " said", second + " said");
            items.forEach(one -> table.row(
                    one.image() == null ? one.item() : one.image(),
                    shown(one.label()),
                    one.right(),
                    shown(one.first()),
                    shown(one.second())));
            List<String> lines = new ArrayList<>(
                    List.of("", first + " and " + second + ": only one is right on " + total + " items" + shownOf()));
            if (!items.isEmpty()) {
                lines.addAll(table.lines());
            }
            return lines;
        }

        private String shownOf() {
            return items.size() < total ? ", the first " + items.size() : "";
        }

        private static String shown(@Nullable String text) {
            if (text == null) {
                return "–";
            }
            String line = text.strip().replaceAll("\\s+", " ");
            return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
        }
    }
}
