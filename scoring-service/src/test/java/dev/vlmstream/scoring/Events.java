package dev.vlmstream.scoring;

import dev.vlmstream.schemas.ClassLikelihoods;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.schemas.VerdictStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Events as the other services write them. */
public final class Events {
    /** When the runs of the tests were created. */
    public static final long CREATED_AT = 1_700_000_000_000L;

    private Events() {}

    public static RunManifest manifest(String run, String task, long items, String... models) {
        return RunManifest.newBuilder()
                .setRun(run)
                .setDataset("animals")
                .setSplit("valid")
                .setTask(task)
                .setPrompt("What type of object is in this photo?")
                .setClasses(List.of("cat", "dog", "ant"))
                .setModels(List.of(models))
                .setItems(items)
                .setSoftwareVersion("vlmstream 1")
                .setCreatedAt(CREATED_AT)
                .build();
    }

    public static Reference reference(String run, String item, String label) {
        return Reference.newBuilder()
                .setRun(run)
                .setItemId(item)
                .setLabel(label)
                .setQuestion("What type of object is in this photo?")
                .build();
    }

    public static Reference reference(String run, String item, String label, byte[] image) {
        Reference reference = reference(run, item, label);
        reference.setImage(ImageRef.newBuilder()
                .setName(item + ".png")
                .setSha256(sha256(image))
                .setSize(image.length)
                .setBytes(ByteBuffer.wrap(image))
                .build());
        return reference;
    }

    public static Reference choice(String run, String item, String letter, String... options) {
        Reference reference = reference(run, item, letter);
        reference.setOptions(List.of(options));
        return reference;
    }

    /** A question of a benchmark; the first answer is the label. */
    public static Reference question(String run, String item, String benchmark, byte[] image, String... answers) {
        Reference reference = reference(run, item, answers[0], image);
        reference.setBenchmark(benchmark);
        reference.setAnswers(List.of(answers));
        return reference;
    }

    public static Prediction text(String run, String item, String model, String text) {
        return text(run, item, model, "open-world", text);
    }

    public static Prediction text(String run, String item, String model, String task, String text) {
        Prediction prediction = prediction(run, item, model, task);
        prediction.setText(text);
        prediction.setTokenIds(List.of(5, 6, 7));
        return prediction;
    }

    public static Prediction ranking(String run, String item, String model, String... classes) {
        Prediction prediction = prediction(run, item, model, "zero-shot");
        List<RankedClass> ranking = new ArrayList<>();
        for (String name : classes) {
            ranking.add(new RankedClass(name, ranking.size(), 9f - ranking.size()));
        }
        prediction.setRanking(ranking);
        return prediction;
    }

    /** Log-probabilities of the classes, each name of as many tokens. */
    public static Prediction likelihoods(String run, String item, String model, float[] sums, String... ranking) {
        Prediction prediction = ranking(run, item, model, ranking);
        ByteBuffer values = ByteBuffer.allocate(4 * sums.length).order(ByteOrder.LITTLE_ENDIAN);
        values.asFloatBuffer().put(sums);
        ByteBuffer tokens = ByteBuffer.allocate(2 * sums.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < sums.length; i++) {
            tokens.putShort(2 * i, (short) 2);
        }
        prediction.setTask("class-likelihood");
        prediction.setLikelihoods(new ClassLikelihoods(values, tokens, prediction.getRanking()));
        return prediction;
    }

    public static Prediction refused(String run, String item, String model) {
        Prediction prediction = prediction(run, item, model, "open-world");
        prediction.setRefused(true);
        return prediction;
    }

    private static Prediction prediction(String run, String item, String model, String task) {
        return Prediction.newBuilder()
                .setRun(run)
                .setItemId(item)
                .setModel(model)
                .setModelDigest("digest-of-" + model)
                .setTask(task)
                .setPrompt("USER: What type of object is in this photo? ASSISTANT:")
                .setPromptTokens(12)
                .setDecoding("greedy max_new_tokens=64")
                .setSecondsToFirstToken(0.01)
                .setSeconds(0.05)
                .setSoftwareVersion("vlmstream 1")
                .setPredictedAt(CREATED_AT + 1000)
                .build();
    }

    public static DeadLetter deadLetter(String run, String item, String model, String reason) {
        return DeadLetter.newBuilder()
                .setRun(run)
                .setItemId(item)
                .setModel(model)
                .setService("decode")
                .setReason(reason)
                .setTopic("questions")
                .setPartition(0)
                .setOffset(3)
                .setAt(CREATED_AT + 2000)
                .build();
    }

    /** @param right null: the judge said neither */
    public static Verdict verdict(String run, String item, String model, String rule, Boolean right, Double grade) {
        return Verdict.newBuilder()
                .setRun(run)
                .setItemId(item)
                .setModel(model)
                .setRule(rule)
                .setJudge("judge")
                .setStatus(right == null ? VerdictStatus.UNPARSED : VerdictStatus.GIVEN)
                .setRight(right)
                .setGrade(grade)
                .setSoftwareVersion("vlmstream 1")
                .setJudgedAt(CREATED_AT + 3000)
                .build();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
