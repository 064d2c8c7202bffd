package dev.vlmstream.ingest;

import dev.vlmstream.datasets.InvalidItemException;
import dev.vlmstream.datasets.OneImage;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.Variant;
import dev.vlmstream.evaluation.metrics.Grouping;
import dev.vlmstream.evaluation.sampling.ChoiceOrder;
import dev.vlmstream.evaluation.sampling.Draw;
import dev.vlmstream.evaluation.sampling.ItemDraw;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.evaluation.tasks.TaskDefinition.GroupBy;
import dev.vlmstream.evaluation.tasks.TaskLookup;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.NamesByLabel;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Turns an item into what models are asked and what the right answer is, or says why it cannot. */
final class ItemChecker {
    private final ImageKeeper images;
    private final Map<List<String>, Set<String>> classSets = new ConcurrentHashMap<>();

    ItemChecker(ImageKeeper images) {
        this.images = images;
    }

    /** An item split in two: no model ever sees the second half. */
    record Checked(Question question, Reference reference) {}

    /** @throws RejectedException if the item cannot be asked in this run */
    Checked check(Item item, RunManifest manifest) {
        Task task = Task.of(manifest.getTask());
        ImageRef image = images.keep(item.getImage());
        if (!task.bringsQuestions()) {
            requireClasses(List.of(item.getLabel()), "the label", manifest);
        }
        List<String> choices = task == Task.CLOSED_WORLD ? choices(item, manifest) : List.of();
        Wording wording = Wording.of(item, manifest, task, choices);
        if (task.bringsQuestions()) {
            requireOneImage(wording.text());
        }
        Question question = Question.newBuilder()
                .setRun(item.getRun())
                .setItemId(item.getItemId())
                .setImage(isShown(manifest) ? image : null)
                .setText(wording.text())
                .setChoices(choices)
                .setAskedAt(System.currentTimeMillis())
                .build();
        TaskDefinition definition = definition(task, manifest);
        Reference reference = Reference.newBuilder()
                .setRun(item.getRun())
                .setItemId(item.getItemId())
                .setLabel(wording.label())
                .setLabelIndex(item.getLabelIndex())
                .setOptions(wording.options())
                .setAnswers(wording.answers())
                .setBenchmark(definition == null ? null : definition.id())
                .setDefinition(definition == null ? null : definition.judging())
                .setGuess(guess(item, manifest, wording))
                .setQuestion(wording.text())
                .setImage(image)
                .setCategory(item.getCategory())
                .setGroup(item.getGroup())
                .build();
        if (definition != null && definition.grouping() != null) {
            group(reference, definition.grouping());
        }
        return new Checked(question, NamesByLabel.copy(manifest, item.getLabel(), reference));
    }

    private static void requireOneImage(String text) {
        try {
            OneImage.require(text);
        } catch (InvalidItemException e) {
            throw new RejectedException(e.getMessage(), e);
        }
    }

    /** Scoring reads no manifest before it judges, so each reference has what of the definition it needs. */
    private static @Nullable TaskDefinition definition(Task task, RunManifest manifest) {
        return task == Task.QUESTION_ANSWERING
                ? TaskLookup.of(manifest.getDefinition(), manifest.getBenchmark())
                : null;
    }

    private static void group(Reference reference, GroupBy by) {
        if (reference.getGroup() != null) {
            reference.setGroup(by.group(reference.getGroup()));
        }
        if (by.metric() != null) {
            Grouping grouping = Grouping.of(by.metric());
            reference.setGrouping(grouping.id());
            reference.setGroupSize(grouping.size(reference.getOptions().size()));
            reference.setCategory(grouping.category(reference.getCategory()));
        }
    }

    private static boolean isShown(RunManifest manifest) {
        return manifest.getVariant() == null
                || Variant.of(manifest.getVariant()).showsImage();
    }

    private static @Nullable String guess(Item item, RunManifest manifest, Wording wording) {
        return manifest.getGuess() && !wording.options().isEmpty()
                ? ItemDraw.guess(
                        manifest.getSeed(), item.getItemId(), wording.options().size())
                : null;
    }

    private List<String> choices(Item item, RunManifest manifest) {
        if (item.getChoices().isEmpty()) {
            int k = manifest.getLabels() == null ? manifest.getClasses().size() : manifest.getLabels();
            if (Draw.of(manifest.getDraw()) == Draw.STUDY) {
                throw new RejectedException(
                        "missing \"choices\": the run's draw is study, which is made for all items at once; send"
                                + " the drawn choices with each item, or open the run with \"draw\": \"item\"");
            }
            return ItemDraw.choices(
                    manifest.getSeed(),
                    item.getItemId(),
                    item.getLabel(),
                    manifest.getClasses(),
                    k,
                    ChoiceOrder.of(manifest.getOrder()));
        }
        requireClasses(item.getChoices(), "the choice", manifest);
        if (!item.getChoices().contains(item.getLabel())) {
            throw new RejectedException(
                    "the label \"" + item.getLabel() + "\" is not among the choices " + item.getChoices());
        }
        return item.getChoices();
    }

    /** The classes are looked up once for all names: finding their set takes as long as there are classes. */
    private void requireClasses(List<String> names, String what, RunManifest manifest) {
        List<String> classes = manifest.getClasses();
        if (classes.isEmpty()) {
            return;
        }
        Set<String> known = classSets.computeIfAbsent(classes, HashSet::new);
        for (String name : names) {
            if (!known.contains(name)) {
                throw new RejectedException(
                        what + " \"" + name + "\" is not among the " + classes.size() + " classes of the run");
            }
        }
    }
}
