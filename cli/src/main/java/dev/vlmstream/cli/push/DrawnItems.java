package dev.vlmstream.cli.push;

import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.evaluation.QuestionLabels;
import dev.vlmstream.evaluation.sampling.StudyDraw;
import dev.vlmstream.schemas.Item;
import java.util.Set;

/** A dataset's items as they travel, whichever way. */
final class DrawnItems {
    private DrawnItems() {}

    /** Those of a run in their order, each read while the ones before it are on their way. */
    static Prefetcher<StudyDraw.Drawn<DatasetItem>, Item> of(RunPlan plan, ImagePacker packer) {
        Set<String> fields = plan.fields();
        return new Prefetcher<>(plan.items(), drawn -> item(plan.manifest().getRun(), drawn, fields, packer));
    }

    private static Item item(String run, StudyDraw.Drawn<DatasetItem> drawn, Set<String> fields, ImagePacker packer) {
        DatasetItem line = drawn.line();
        return Item.newBuilder()
                .setRun(run)
                .setItemId(line.itemId())
                .setImage(packer.pack(line))
                .setText(line.text())
                .setLabel(line.label() == null ? QuestionLabels.label(line.answers()) : line.label())
                .setLabelIndex(line.labelIndex())
                .setChoices(drawn.choices())
                .setAnswers(line.answers())
                .setOptions(line.options())
                .setOcrTokens(line.ocrTokens())
                .setFields(line.fields(fields))
                .setCategory(line.category())
                .setGroup(line.group())
                .setClassName(line.className())
                .build();
    }
}
