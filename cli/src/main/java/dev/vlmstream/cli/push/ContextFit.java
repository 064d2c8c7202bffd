package dev.vlmstream.cli.push;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.evaluation.Questions;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.evaluation.sampling.StudyDraw;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.language.ContextLength;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Models that none of a run's prompts fits are not asked: a thousand class names take more tokens than some were made for, and
 * every item would fail. That is known before anything is pushed of models whose bundles lie on this machine and say how long
 * their context is; it is noted with the run, so that tables have N/A for them.
 */
public final class ContextFit {
    /** Begins the keys of tags that say why a model is not asked. */
    public static final String TAG = "context.";

    /** Questions take tokens as they take characters, more or less: none fits if none of the shortest does. */
    private static final int SHORTEST = 10;

    private ContextFit() {}

    /**
     * The run with the models that it can ask.
     *
     * @param notices told of those that it cannot
     * @throws CommandFailure if there is none left
     */
    static RunSpec of(
            RunSpec spec, List<StudyDraw.Drawn<DatasetItem>> items, List<KnownModel> models, Consumer<String> notices) {
        Map<String, String> misfits = misfits(spec, items, models);
        if (misfits.isEmpty()) {
            return spec;
        }
        List<String> left = models.stream()
                .map(KnownModel::name)
                .filter(name -> !misfits.containsKey(name))
                .toList();
        String all = String.join(
                "; ",
                misfits.entrySet().stream()
                        .map(misfit -> misfit.getKey() + ": " + misfit.getValue())
                        .toList());
        if (left.isEmpty()) {
            throw new CommandFailure(all + "; offer fewer labels (--labels), or ask in fewer words");
        }
        notices.accept(all + "; not asked, N/A in tables");
        Map<String, String> tags = new LinkedHashMap<>(spec.get(RunSettings.TAGS));
        misfits.forEach((model, why) -> tags.put(TAG + model, why));
        return spec.with(RunSettings.MODELS, left).with(RunSettings.TAGS, tags);
    }

    private static Map<String, String> misfits(
            RunSpec spec, List<StudyDraw.Drawn<DatasetItem>> items, List<KnownModel> models) {
        Map<String, String> misfits = new LinkedHashMap<>();
        List<String> questions = null;
        for (KnownModel model : models) {
            Optional<BundleDirectory> bundle = model.bundle()
                    .filter(found -> model.kind() == ModelKind.VISION_LANGUAGE)
                    .map(ModelBundle::files);
            Optional<Integer> context = bundle.flatMap(ContextLength::of);
            if (context.isPresent()) {
                questions = questions == null ? shortest(spec, items) : questions;
                misfit(bundle.get(), context.get(), questions).ifPresent(why -> misfits.put(model.name(), why));
            }
        }
        return misfits;
    }

    private static Optional<String> misfit(BundleDirectory bundle, int context, List<String> questions) {
        int least = ContextLength.tokens(bundle, questions).stream()
                .mapToInt(tokens -> tokens)
                .min()
                .orElse(0);
        return least < context
                ? Optional.empty()
                : Optional.of("the question takes " + least
                        + " tokens without image and template, the model's context is " + context);
    }

    private static List<String> shortest(RunSpec spec, List<StudyDraw.Drawn<DatasetItem>> items) {
        return items.stream()
                .sorted(Comparator.comparingLong(ContextFit::length))
                .limit(SHORTEST)
                .map(drawn -> question(spec, drawn))
                .toList();
    }

    /** Of what differs between items, without making questions of a thousand names for all of them. */
    private static long length(StudyDraw.Drawn<DatasetItem> drawn) {
        String text = drawn.line().text();
        return (text == null ? 0 : text.length())
                + drawn.choices().stream().mapToLong(String::length).sum();
    }

    /** At least what is asked: a benchmark's instruction and options come on top. */
    private static String question(RunSpec spec, StudyDraw.Drawn<DatasetItem> drawn) {
        if (spec.get(RunSettings.TASK) == Task.CLOSED_WORLD && !drawn.choices().isEmpty()) {
            return Questions.closedWorld(spec.get(RunSettings.PROMPT), drawn.choices());
        }
        String text = drawn.line().text();
        return text == null ? "" : text;
    }
}
