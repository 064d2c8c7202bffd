package dev.vlmstream.cli.push;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.evaluation.NearNames;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Which of the models that are known at a target a run asks. */
public final class AnsweringModels {
    private AnsweringModels() {}

    /**
     * Those that the run names, in that order, also away: a cluster may start their service when questions wait for it. If it
     * names none, all whose services are there and whose kind this version knows.
     *
     * @param known at the target
     * @param notices told what was decided and might surprise
     * @throws CommandFailure if one that is named, or its kind, is not known, or none is named and none is there
     */
    public static List<KnownModel> choose(
            List<KnownModel> known, Optional<List<String>> named, Consumer<String> notices) {
        return named.map(names -> named(known, names, notices)).orElseGet(() -> serving(known, notices));
    }

    private static List<KnownModel> named(List<KnownModel> known, List<String> names, Consumer<String> notices) {
        List<KnownModel> chosen = names.stream().map(name -> named(known, name)).toList();
        chosen.forEach(KnownModel::kind);
        chosen.forEach(model -> model.awaySince()
                .ifPresent(since -> notices.accept(away(model.name(), since) + "; its questions wait until one does")));
        return chosen;
    }

    private static KnownModel named(List<KnownModel> known, String name) {
        return known.stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandFailure("no service answers for model \"" + name + "\""
                        + "; there are "
                        + known.stream().map(KnownModel::name).sorted().toList()
                        + "; start the program that serves it, or the stack with it: vlmstream down, then vlmstream up"
                        + " --models-dir DIR…"
                        + NearNames.suggestion(
                                name, known.stream().map(KnownModel::name).toList())));
    }

    private static List<KnownModel> serving(List<KnownModel> known, Consumer<String> notices) {
        List<KnownModel> there =
                known.stream().filter(model -> model.awaySince().isEmpty()).toList();
        List<KnownModel> serving =
                there.stream().filter(KnownModel::isOfKnownKind).toList();
        List<KnownModel> away =
                known.stream().filter(model -> model.awaySince().isPresent()).toList();
        there.stream()
                .filter(model -> !model.isOfKnownKind())
                .forEach(model -> notices.accept(
                        model.name() + " is not asked: this version does not know its kind, " + model.kindId()));
        if (serving.isEmpty()) {
            throw new CommandFailure("no model answers there; start the stack with some: vlmstream up --models-dir DIR…"
                    + (away.isEmpty()
                            ? ""
                            : "; or name those to ask with --models, and their questions wait: "
                                    + away.stream().map(KnownModel::name).toList() + " were there before"));
        }
        if (away.size() == 1) {
            KnownModel one = away.get(0);
            notices.accept(away(one.name(), one.awaySince().orElseThrow())
                    + ", so it is not asked; name it with --models to have its questions wait");
        } else if (!away.isEmpty()) {
            // A training may have left dozens of checkpoints.
            notices.accept("no service answers now for "
                    + away.stream().map(KnownModel::name).collect(Collectors.joining(", "))
                    + ", so they are not asked; name some with --models to have their questions wait");
        }
        return serving;
    }

    /** Says that a model's service is gone. */
    static String away(String model, Instant since) {
        return "no service answers for " + model + " now (last heard of at " + since + ")";
    }
}
