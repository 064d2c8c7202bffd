package dev.vlmstream.cli.report;

import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.push.ContextFit;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.rest.metrics.ModelMetrics;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What made the numbers: each run's settings, each model's digest. */
final class SettingSections {
    private static final String DEFAULT = "default";

    private SettingSections() {}

    /** Models that were not asked, because no prompt fits into their context. */
    static Section notApplicable(List<RunResult> runs) {
        TextTable table = new TextTable("dataset", "model", "run", ">accuracy", "why");
        for (RunResult run : runs) {
            run.details().tags().forEach((tag, why) -> {
                if (tag.startsWith(ContextFit.TAG)) {
                    table.row(run.dataset(), tag.substring(ContextFit.TAG.length()), run.run(), "N/A", why);
                }
            });
        }
        return new Section(
                "Not applicable",
                "These models were not asked, because none of the run's prompts fits into their context.",
                table);
    }

    /** A row for each run, a column for each setting in which they differ; empty of one run. */
    static Section differing(List<RunResult> runs) {
        List<String> differing = values(runs).entrySet().stream()
                .filter(setting -> setting.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .toList();
        List<String> header = new ArrayList<>(List.of("run"));
        header.addAll(differing);
        header.add("created");
        TextTable table = new TextTable(header.toArray(String[]::new));
        if (runs.size() > 1) {
            for (RunResult run : runs) {
                Map<String, String> settings = all(run);
                List<Object> cells = new ArrayList<>(List.of(run.run()));
                differing.forEach(name -> cells.add(settings.getOrDefault(name, DEFAULT)));
                cells.add(created(run));
                table.row(cells.toArray());
            }
        }
        return new Section(
                "Settings that differ",
                "These settings differ between the runs; those in common are listed at the end.",
                table);
    }

    static Section common(List<RunResult> runs) {
        TextTable table = new TextTable("setting", "value");
        values(runs).forEach((name, found) -> {
            if (found.size() == 1) {
                table.row(name, found.iterator().next());
            }
        });
        if (runs.size() == 1) {
            table.row("created", created(runs.get(0)));
        }
        return new Section(
                        runs.size() == 1 ? "Settings" : "Settings in common",
                        "Settings that are not listed have their defaults.",
                        table)
                .fold();
    }

    /** By setting, in the order of the table; a run that lacks one has the default. */
    private static Map<String, Set<String>> values(List<RunResult> runs) {
        List<Map<String, String>> settings =
                runs.stream().map(SettingSections::all).toList();
        Map<String, Set<String>> values = new LinkedHashMap<>();
        settings.forEach(one -> one.keySet().forEach(name -> values.put(name, new LinkedHashSet<>())));
        values.forEach((name, found) -> settings.forEach(one -> found.add(one.getOrDefault(name, DEFAULT))));
        return values;
    }

    /** In words, in the order of the table. */
    private static Map<String, String> all(RunResult run) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("dataset", run.dataset());
        all.put("split", Objects.toString(run.details().split(), "–"));
        all.put("task", run.task());
        all.put("prompt", run.details().prompt());
        run.settings().forEach((key, value) -> {
            if (!key.equals(RunSettings.PROMPT.key())) {
                all.put(key.replace('-', ' '), value.equals("true") ? "yes" : value);
            }
        });
        all.put("items", Objects.toString(run.details().items(), "–"));
        all.put("items digest", Objects.toString(run.details().itemsDigest(), "–"));
        all.put("classes", String.valueOf(run.details().classCount()));
        all.put("state", state(run));
        all.put("software", run.details().softwareVersion());
        return all;
    }

    private static String state(RunResult run) {
        return run.details().problem() != null
                ? "never complete: " + run.details().problem()
                : run.details().complete() ? run.metrics().completion() : "running: numbers so far";
    }

    private static String created(RunResult run) {
        return Instant.ofEpochMilli(run.details().createdAt())
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }

    static Section models(List<RunResult> runs) {
        TextTable table =
                new TextTable("run", "model", ">answered", ">unparsed", ">refused", ">failed", "dtype", "digest");
        for (RunResult run : runs) {
            for (ModelMetrics model : run.models()) {
                table.row(
                        run.run(),
                        model.model(),
                        model.answered(),
                        model.unparsed(),
                        model.refused(),
                        model.failed(),
                        model.dtypes().isEmpty() ? "–" : String.join(" and ", model.dtypes()),
                        model.digest().isEmpty() ? "not answered yet" : model.digest());
            }
        }
        return new Section(
                        "Models",
                        "The dtype is that of the graphs that answered, the digest identifies the files of a model's"
                                + " bundle. Failed and refused items are excluded"
                                + " from all rates.",
                        table)
                .fold();
    }
}
