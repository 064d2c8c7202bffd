package dev.vlmstream.schemas.topics;

import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RemoteSpending;
import dev.vlmstream.schemas.WikiQuestion;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Record keys. The same key lies in the same partition of every topic keyed that way. */
public final class Keys {
    private static final Pattern RUN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private Keys() {}

    /** Key of predictions, references, scores and dead letters. */
    public static String runItem(String run, String itemId) {
        return run + "/" + itemId;
    }

    public static String metric(String run, String model, int partition) {
        return run + "/" + model + "/" + partition;
    }

    public static String absence(String run, String model) {
        return run + "/" + model;
    }

    public static String spending(RemoteSpending entry) {
        return entry.getRun() + "/" + entry.getProcess() + "/" + entry.getNumber();
    }

    /** Key of a class of a dataset that is made. */
    public static String wikiClass(String making, int index) {
        return making + "/" + index;
    }

    /** Key of a question of a dataset that is made. */
    public static String wikiQuestion(WikiQuestion question) {
        return wikiClass(question.getMaking(), question.getIndex()) + "/" + question.getPosition();
    }

    /** Key of questions and features: one image's questions meet in one consumer, which has seen the image before. */
    public static String question(Question question) {
        return question.getImage() == null
                ? runItem(question.getRun(), question.getItemId())
                : question.getImage().getSha256();
    }

    /** Whether a text can be a run's id. */
    public static boolean isRun(@Nullable String run) {
        return run != null && RUN.matcher(run).matches();
    }

    /**
     * Checks a run's id: it is part of keys, addresses and file names.
     *
     * @throws IllegalArgumentException naming the id and what is allowed
     */
    public static String requireRun(@Nullable String run) {
        if (!isRun(run)) {
            throw new IllegalArgumentException((run == null ? "\"run\" is missing" : "run id \"" + run + "\"")
                    + ": use 1 to 100 letters, digits, '.', '_' or '-', beginning with a letter or digit");
        }
        return run;
    }
}
