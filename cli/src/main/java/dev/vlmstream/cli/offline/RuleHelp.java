package dev.vlmstream.cli.offline;

import dev.vlmstream.evaluation.judging.ComputedRule.LineForm;
import dev.vlmstream.evaluation.judging.Rule;
import dev.vlmstream.evaluation.tasks.LineRules;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;

/** Puts the rules that can be applied to a file into a command's help, below its first line. */
public final class RuleHelp implements IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec spec) {
        List<String> lines = new ArrayList<>(List.of(spec.usageMessage().description()));
        lines.addAll(1, rules());
        spec.usageMessage().description(lines.toArray(String[]::new));
        return spec;
    }

    /** A line each: the fields that it reads, those that it writes, and when an answer is right. */
    static List<String> rules() {
        List<String> lines = new ArrayList<>();
        LineRules.all().forEach(rule -> {
            LineForm form = rule.lines().orElseThrow();
            lines.add(line(rule, form.reads(), form.writes()));
        });
        SimilarityLines.rules()
                .forEach(rule -> lines.add(line(rule, SimilarityLines.READS, SimilarityLines.writes(rule))));
        return lines;
    }

    private static String line(Rule rule, String reads, String writes) {
        String fields = String.format("  %-16s %s -> %s", rule.id(), reads, writes);
        return fields + "%n" + " ".repeat(19) + rule.help().replace("%", "%%");
    }
}
