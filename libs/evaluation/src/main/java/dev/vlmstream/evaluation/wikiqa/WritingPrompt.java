package dev.vlmstream.evaluation.wikiqa;

import dev.vlmstream.evaluation.rules.PythonText;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What the model that writes questions is asked: the study's words. */
final class WritingPrompt {
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
