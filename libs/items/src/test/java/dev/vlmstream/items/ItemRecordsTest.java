package dev.vlmstream.items;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.JsonItems;
import dev.vlmstream.datasets.PushedItem;
import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.evaluation.sampling.StudyDraw.Drawn;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.ManifestFields;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ItemRecordsTest {
    private static final byte[] BYTES = {1, 2, 3};
    private static final RunManifest RUN = ManifestFields.manifest(
            RunSpec.of(Map.of("run", "r", "task", "question-answering", "benchmark", "gqa", "models", List.of("m")))
                    .complete()
                    .fields(),
            "1");

    private static final DatasetItem QUESTION = new DatasetItem(
            "7",
            null,
            "a.png",
            "Which is it?",
            null,
            3,
            "val",
            List.of("ant", "bee", "bee"),
            List.of("ant", "bee"),
            List.of("STOP"),
            "insect",
            "g",
            "what/animal",
            Map.of("unused", "x"),
            0,
            "line 1");

    @Test
    void whicheverWayAnItemGoesItIsTheSame() {
        Drawn<DatasetItem> drawn = new Drawn<>(QUESTION, List.of("bee", "ant"));
        ItemRecords.OfRun records = new ItemRecords.OfRun(RUN);
        ImageRef image = image().build();
        Item straight = records.item(drawn, image);

        PushedItem byService = records.pushed(drawn, BYTES);
        assertThat(ItemRecords.item(byService, "r", image)).isEqualTo(straight);
        PushedItem overHttp = JsonItems.parse(ItemRecords.json(straight));
        assertThat(overHttp.imageBytes()).isEqualTo(BYTES);
        assertThat(ItemRecords.item(overHttp, "r", image)).isEqualTo(straight);

        assertThat(straight.getLabel()).isEqualTo("bee");
        assertThat(straight.getChoices()).containsExactly("bee", "ant");
        assertThat(straight.getFields()).isEmpty();
    }

    @Test
    void anImageOfTheStoreIsNamedByItsDigestAlone() {
        Item item = new ItemRecords.OfRun(RUN)
                .item(new Drawn<>(QUESTION, List.of()), image().setBytes(null).build());
        PushedItem pushed = JsonItems.parse(ItemRecords.json(item));
        assertThat(pushed.imageBytes()).isNull();
        assertThat(pushed.imageSha256()).isEqualTo(Digest.of(BYTES));
        assertThat(ItemRecords.imageName(pushed, pushed.imageSha256())).isEqualTo("a.png");
    }

    private static ImageRef.Builder image() {
        return ImageRef.newBuilder()
                .setName("a.png")
                .setSha256(Digest.of(BYTES))
                .setSize(BYTES.length)
                .setMediaType("image/png")
                .setBytes(ByteBuffer.wrap(BYTES));
    }
}
