package dev.vlmstream.cli.runs;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.options.TargetOption;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.schemas.RunManifest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "tag",
        description = {
            "Adds notes to a run, shown wherever the run is shown; KEY= without a value removes one. Numbers do not change.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vlmstream runs tag flowers-1 paper=table-2 by=ada",
            "  vlmstream runs tag flowers-1 by="
        })
public final class TagCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "The run's id; `vlmstream runs` lists them.")
    private String run;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY=VALUE", description = "Tags.")
    private Map<String, String> changes = Map.of();

    @Mixin
    private TargetOption where;

    @Mixin
    private EditOutput output = new EditOutput();

    @Override
    public Integer call() {
        Target target = where.target();
        RunEditor editor = new RunEditor(target);
        RunManifest manifest = editor.require(List.of(run)).get(0);
        Map<String, String> tags = new TreeMap<>(manifest.getTags());
        changes.forEach((key, value) -> {
            if (key.isBlank()) {
                throw new CommandFailure("a tag needs a key before its =");
            }
            if (value == null || value.isEmpty()) {
                tags.remove(key);
            } else {
                tags.put(key, value);
            }
        });
        editor.rewrite(List.of(RunManifest.newBuilder(manifest).setTags(tags).build()));
        Shown.await(target, run, details -> tags.equals(details.tags()));
        output.say(spec, run, "tags", tags, tags.isEmpty() ? "no tags" : tags.toString());
        return 0;
    }
}
