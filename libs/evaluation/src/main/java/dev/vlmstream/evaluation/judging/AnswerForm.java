package dev.vlmstream.evaluation.judging;

import dev.vlmstream.evaluation.Named;

/** What a right answer is. */
public enum AnswerForm implements Named {
    /** The letter of one of the question's options. */
    LETTER,
    YES_NO,
    /** Words, so that another wording can be near. */
    WORDS,
    /** A number, a code or a name, to which no other wording is near. */
    VALUE,
    /** A letter where the question has options, else a value. */
    LETTER_OR_VALUE;

    /** Whether the right answer is one of few, so that numbers by right answer say something. */
    public boolean hasClasses() {
        return this == LETTER || this == YES_NO;
    }

    /** Whether right answers are words, so that another wording can be near: not letters, numbers, or yes and no. */
    public boolean asksForWords() {
        return this == WORDS;
    }

    /** Whether right answers that were written down in another form are right answers in this one. */
    public boolean takes(AnswerForm other) {
        return this == other || this == LETTER_OR_VALUE && other == LETTER || isOpen() && other.isOpen();
    }

    private boolean isOpen() {
        return this == WORDS || this == VALUE;
    }

    /** Whether questions may have lettered options. */
    public boolean takesOptions() {
        return this == LETTER || this == LETTER_OR_VALUE;
    }
}
