package dev.vlmstream.evaluation.wikiqa;

import dev.vlmstream.evaluation.rules.PythonText;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** What the model that writes questions is asked: the study's words. */
    private static final class WritingPrompt {
        private static final String RULER = "=".repeat(63);
        private static final List<String> NUMBERS =
                List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");

        private WritingPrompt() {}

        /** @param asked how many questions; the study asked for five */
        static String of(ClassArticles about, int asked) {
            String name = about.name();
            return """
                    Come up with %s multiple-choice questions for a %s to examine the knowledge of an expert.

                    The questions should come from the following Wikipedia articles on %s:
                    ```
                    %s
                    ```

                    **Instruction**:
                    Each question should have four choices, one of which is the correct answer.\s
                    Note that the Wikipedia articles will not be accessible to the test-takers, so please do not reference \
                    specific details from the articles in the questions.
                    Use "this object" rather than "%s" in the questions. We want to give test-takers an image of this \
                    object, not the word itself.
                    Each question should have four fields: "question" (str), "choices" (list[str]), "answer" (int, starting \
                    from 0)), and "reference" (str, original sentences from Wikipedia articles).
                    Output in JSON format.""".formatted(number(asked), name, name, joined(about.articles()), name);
        }

        /** One behind the other, numbered, with rulers between. */
        static String joined(List<String> articles) {
            StringBuilder text = new StringBuilder(RULER).append("\n\n");
            for (int i = 0; i < articles.size(); i++) {
                text.append("Article ").append(i + 1).append(": ").append(PythonText.strip(articles.get(i)));
                text.append("\n\n").append(RULER).append("\n\n");
            }
            return PythonText.strip(text.toString());
        }

        /**
         * What is added when it is asked again. The study asks once; the try's number is in the words, since an answer to the same
         * words is known already.
         *
         * @param attempt which one this is, from 2
         * @param missing how many questions are wanted yet
         */
        static String again(int attempt, int missing, Set<Rejection> reasons, List<WrittenQuestion> taken) {
            StringBuilder text =
                    new StringBuilder("\n\nThis is request ").append(attempt).append(". Earlier replies could");
            text.append(" not be used as they were: ");
            text.append(reasons.stream().map(Rejection::words).collect(Collectors.joining("; ")));
            text.append(". Come up with ")
                    .append(number(missing))
                    .append(taken.isEmpty() ? " questions" : " more questions");
            text.append(" that follow the instruction, in the same JSON format.");
            if (!taken.isEmpty()) {
                text.append(" These are there already:");
                taken.forEach(one -> text.append("\n- ").append(one.question()));
            }
            return text.toString();
        }

        private static String number(int n) {
            return n < NUMBERS.size() ? NUMBERS.get(n) : String.valueOf(n);
        }
    }

    /**
     * What a model wrote in vain.
     *
     * @param text the reply, or the question as JSON, cut after {@value #LONGEST} characters
     */
    public record Rejected(Rejection reason, String text) {
        private static final int LONGEST = 2_000;

        public Rejected {
            text = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        }
    }
}
