package dev.vlmstream.inference;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a bundle answers with. */
public enum ModelKind {
    /** Images and texts in one space: CLIP, SigLIP. Ranks classes by similarity. */
    DUAL_ENCODER(Tasks.RANKING),
    /** A fixed list of classes, one logit each. */
    CLASSIFIER(Tasks.RANKING),
    /** Text about an image. */
    VISION_LANGUAGE(Tasks.TEXT, Tasks.LIKELIHOOD),
    /** Texts in one space: judges how near an answer is to a label, and answers nothing itself. */
    SENTENCE_ENCODER(List.of()),
    /** Text about an image, by a model behind an API: {@link dev.vlmstream.inference.remote.RemoteModel}. */
    REMOTE(Tasks.TEXT);

    /** The task that only some models that answer in text can do. */
    public static final String CLASS_LIKELIHOOD = Tasks.LIKELIHOOD;

    private final List<String> tasks;

    ModelKind(List<String> tasks, String... more) {
        this.tasks = Stream.concat(tasks.stream(), Arrays.stream(more)).toList();
    }

    /** The tasks by their ids in manifests; what they mean is {@code evaluation}'s. */
    private static final class Tasks {
        static final String LIKELIHOOD = "class-likelihood";
        static final List<String> TEXT = List.of("open-world", "closed-world", "multiple-choice", "question-answering");

        /** Where others are asked about classes, these rank them. */
        static final List<String> RANKING =
                List.of("open-world", "closed-world", LIKELIHOOD, "zero-shot", "supervised");
    }

    /** The name used in announcements and listings: {@code dual-encoder}, {@code classifier}, … */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The kind of that id.
     *
     * @throws IllegalArgumentException if there is none; the message lists the known ids
     */
    public static ModelKind of(String id) {
        return Arrays.stream(values())
                .filter(kind -> kind.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown kind of model \"" + id + "\"; known are "
                        + Arrays.stream(values()).map(ModelKind::id).collect(Collectors.joining(", "))));
    }

    /** The ids of the tasks in whose runs such models answer, as manifests and announcements write them. */
    public List<String> tasks() {
        return tasks;
    }

    /** Whether questions are answered in words; other models that look at images rank classes. */
    public boolean answersInText() {
        return this == VISION_LANGUAGE || this == REMOTE;
    }
}
