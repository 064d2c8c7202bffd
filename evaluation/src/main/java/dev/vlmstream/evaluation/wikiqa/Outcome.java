package dev.vlmstream.evaluation.wikiqa;

/** What becomes of a question by the study's filter. */
public enum Outcome {
    /** Right with the class's name, wrong without. */
    KEPT("kept", "right with the class's name, wrong without it"),
    /** It has neither {@code this object} nor {@code these objects}. */
    NO_OBJECT("no-object", "no \"this object\" that the name could stand for"),
    /** One of the answers is empty, or did not come. */
    UNANSWERED("unanswered", "an answer did not come"),
    WRONG_WITH_NAME("wrong-with-name", "wrong with the class's name"),
    RIGHT_WITHOUT_NAME("right-without-name", "right without the class's name");

    private final String id;
    private final String words;

    Outcome(String id, String words) {
        this.id = id;
        this.words = words;
    }

    /** As counts and provenance name it. */
    public String id() {
        return id;
    }

    public String words() {
        return words;
    }
}
