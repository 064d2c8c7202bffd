package dev.vlmstream.embed;

import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.serving.ModelRequest;
import java.nio.ByteBuffer;
import java.util.List;

/** Manifests and questions to begin with. */
final class Samples {
    private Samples() {}

    static RunManifest manifest(String run, List<String> classes) {
        return RunManifest.newBuilder()
                .setRun(run)
                .setDataset("animals")
                .setTask("zero-shot")
                .setPrompt("What type of object is in this photo?")
                .setClasses(classes)
                .setModels(List.of("m"))
                .setSoftwareVersion("test")
                .setCreatedAt(1)
                .build();
    }

    static ModelRequest request(String item, RunManifest manifest, byte[] image, List<String> choices) {
        ImageRef ref = image == null
                ? null
                : new ImageRef(
                        item + ".png", Digest.of(image), (long) image.length, null, ByteBuffer.wrap(image), null);
        return new ModelRequest(
                new Question(manifest.getRun(), item, ref, "What?", choices, List.of(), 0L),
                manifest,
                image,
                null,
                null);
    }
}
