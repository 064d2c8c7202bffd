package dev.vlmstream.evaluation.wikiqa;

import dev.vlmstream.evaluation.Named;
import java.util.EnumSet;
import java.util.Set;

/** What becomes of a question: by the study's filter, and by what is asked for beyond it. */
public enum Outcome implements Named {
    KEPT("right with the class's name, wrong without it"),
    /** It has neither {@code this object} nor {@code these objects}. */
    NO_OBJECT("no \"this object\" that the name could stand for"),
    /** One of the answers is empty, or did not come. */
    UNANSWERED("an answer did not come"),
    WRONG_WITH_NAME("wrong with the class's name"),
    RIGHT_WITHOUT_NAME("right without the class's name"),
    /** Beyond the study: {@link NearDuplicates}. */
    NEAR_DUPLICATE("nearly the same as a question of its class that is kept"),
    /** Beyond the study: a model that was trained on the corpus may know the question by heart. */
    IN_CORPUS("stands word for word in the corpus");

    /** Those that the study's filter has. */
    public static final Set<Outcome> OF_FILTER =
            Set.copyOf(EnumSet.of(KEPT, NO_OBJECT, UNANSWERED, WRONG_WITH_NAME, RIGHT_WITHOUT_NAME));

    private final String words;

    Outcome(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
