package dev.vlmstream.judge;

import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import java.util.List;
import java.util.Map;

/** A run whose answers are judged, and scores of it. */
final class Events {
    static final String RUN = "r";

    private Events() {}

    static RunManifest manifest(Map<String, String> judges) {
        return RunManifest.newBuilder()
                .setRun(RUN)
                .setDataset("d")
                .setTask("open-world")
                .setPrompt("What is it?")
                .setClasses(List.of("shark", "tench"))
                .setModels(List.of("vlm"))
                .setJudges(judges)
                .setSoftwareVersion("test")
                .setCreatedAt(0)
                .build();
    }

    static Score score(String item, String label, String answer) {
        return Score.newBuilder()
                .setRun(RUN)
                .setItemId(item)
                .setModel("vlm")
                .setTask("open-world")
                .setStatus(Status.ANSWERED)
                .setLabel(label)
                .setPrediction(Prediction.newBuilder()
                        .setRun(RUN)
                        .setItemId(item)
                        .setModel("vlm")
                        .setModelDigest("")
                        .setTask("open-world")
                        .setText(answer)
                        .setSeconds(0)
                        .setSoftwareVersion("test")
                        .setPredictedAt(0)
                        .build())
                .setScoredAt(0)
                .build();
    }
}
