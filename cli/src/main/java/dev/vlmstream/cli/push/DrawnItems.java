package dev.vlmstream.cli.push;

import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.evaluation.BenchmarkQuestions;
import dev.vlmstream.evaluation.sampling.StudyDraw;
import dev.vlmstream.schemas.Item;

/** A dataset's items as they travel, whichever way. */
final class DrawnItems {
    private DrawnItems() {}

    static Item item(String run, StudyDraw.Drawn<DatasetItem> drawn, ImagePacker packer) {
        DatasetItem line = drawn.line();
        return Item.newBuilder()
                .setRun(run)
                .setItemId(line.itemId())
                .setImage(packer.pack(line))
                .setText(line.text())
                .setLabel(line.label() == null ? BenchmarkQuestions.label(line.answers()) : line.label())
                .setLabelIndex(line.labelIndex())
                .setChoices(drawn.choices())
                .setAnswers(line.answers())
                .setOptions(line.options())
                .setOcrTokens(line.ocrTokens())
                .setClassName(line.className())
                .build();
    }
}
