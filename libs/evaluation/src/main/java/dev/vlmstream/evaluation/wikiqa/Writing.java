package dev.vlmstream.evaluation.wikiqa;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The writing of one class's questions, as far as the replies go that came: what to ask next, and what there is. The same
 * replies make the same of it.
 *
 * <p>Of the first reply with questions in it, all that can be used are taken, as the study does, however many they are. As many
 * as could not be used are asked for again, until there are as many, or the tries are used up.
 */
public final class Writing {
    /** This many times as many questions as asked for are looked at in a reply. */
    private static final int SURPLUS = 4;

    private final ClassArticles about;
    private final int asked;
    private final int tries;
    private final List<WrittenQuestion> questions = new ArrayList<>();
    private final List<Rejected> rejected = new ArrayList<>();
    private final Set<Rejection> reasons = EnumSet.noneOf(Rejection.class);
    private int replies;
    private int missing;
    private boolean begun;

    /**
     * @param asked how many questions
     * @param tries how often the model is asked at most; 1 is what the study does
     */
    public Writing(ClassArticles about, int asked, int tries) {
        if (asked < 1 || tries < 1) {
            throw new IllegalArgumentException(
                    "questions of a class and tries must be 1 or more, are " + asked + " and " + tries);
        }
        this.about = about;
        this.asked = asked;
        this.tries = tries;
        this.missing = asked;
    }

    /** What to ask; empty if there are enough questions, or no try is left. */
    public Optional<String> nextPrompt() {
        if (missing == 0 || replies == tries) {
            return Optional.empty();
        }
        String prompt = WritingPrompt.of(about, asked);
        return Optional.of(
                replies == 0 ? prompt : prompt + WritingPrompt.again(replies + 1, missing, reasons, questions));
    }

    /** A reply. */
    public void take(String reply) {
        replies++;
        ReplyReader reader = new ReplyReader(about.name(), questions, SURPLUS * asked);
        boolean readable = reader.read(reply);
        reader.rejected().forEach(this::reject);
        if (!readable) {
            return;
        }
        List<WrittenQuestion> usable = reader.questions();
        if (begun) {
            usable = usable.subList(0, Math.min(missing, usable.size()));
            missing -= usable.size();
        } else {
            missing = (int) reader.rejected().stream()
                    .filter(one -> one.reason() != Rejection.SURPLUS)
                    .count();
        }
        begun = true;
        questions.addAll(usable);
    }

    /** The model declined. */
    public void refused(String words) {
        replies++;
        reject(new Rejected(Rejection.REFUSED, words));
    }

    private void reject(Rejected one) {
        rejected.add(one);
        reasons.add(one.reason());
    }

    /** Those that can be used, in their order. */
    public List<WrittenQuestion> questions() {
        return List.copyOf(questions);
    }

    /** What cannot be used of all replies, in their order. */
    public List<Rejected> rejected() {
        return List.copyOf(rejected);
    }
}
