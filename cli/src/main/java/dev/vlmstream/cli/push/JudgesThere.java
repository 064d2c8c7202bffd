package dev.vlmstream.cli.push;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.rest.AnnouncedModel;
import dev.vlmstream.schemas.topics.Judges;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Whether the judges of a run are there, or have been. */
final class JudgesThere {
    private JudgesThere() {}

    /**
     * @param judges bundles by the rule that they are to apply
     * @param announced all that services have
     * @param notices told of judges whose service is gone
     * @throws CommandFailure naming one that is not there, or that cannot apply its rule
     */
    static void require(Map<String, String> judges, List<AnnouncedModel> announced, Consumer<String> notices) {
        Map<String, AnnouncedModel> all = new LinkedHashMap<>();
        announced.forEach(one -> all.put(one.model(), one));
        judges.forEach((rule, judge) -> {
            AnnouncedModel there = all.get(Judges.announced(judge));
            if (there == null) {
                throw new CommandFailure("no service judges with \"" + judge + "\"; judges: "
                        + all.keySet().stream()
                                .flatMap(name -> Judges.bundle(name).stream())
                                .toList()
                        + "; start the stack with it: vlmstream up --judges DIR");
            }
            if (!there.tasks().contains(rule)) {
                throw new CommandFailure(judge + ", a " + there.kind() + " model, cannot apply the rule " + rule
                        + "; it can " + String.join(", ", there.tasks()));
            }
            if (there.away()) {
                notices.accept("judge: " + AnsweringModels.away(judge, Instant.ofEpochMilli(there.announcedAt()))
                        + "; what it is to judge waits until one does");
            }
        });
    }
}
