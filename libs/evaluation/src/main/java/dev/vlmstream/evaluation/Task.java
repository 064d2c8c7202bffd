package dev.vlmstream.evaluation;

/** What a run asks of its models. */
public enum Task implements Named {
    /** A question about the image; the class names are not in it. The answer is text. */
    OPEN_WORLD(Answers.TEXT),
    /** The same question followed by choices. The answer is text. */
    CLOSED_WORLD(Answers.TEXT),
    /** A dual encoder ranks the class names by their similarity to the image. */
    ZERO_SHOT(Answers.RANKING),
    /** A classifier trained on the classes ranks them. */
    SUPERVISED(Answers.RANKING),
    /** A question with lettered options; the answer is text in which a letter is looked for. */
    MULTIPLE_CHOICE(Answers.OPTION),
    /** The log-probability of each class name after the beginning of an answer; the classes are ranked by it. */
    CLASS_LIKELIHOOD(Answers.LIKELIHOODS),
    /**
     * A question of a benchmark; the answer is text, which the rules of the benchmark's {@link
     * dev.vlmstream.evaluation.tasks.TaskDefinition definition} judge.
     */
    QUESTION_ANSWERING(Answers.BENCHMARK);

    /** The kind of answer that a task asks for; it decides the rules. */
    public enum Answers {
        TEXT,
        RANKING,
        OPTION,
        LIKELIHOODS,
        BENCHMARK
    }

    private final Answers answers;

    Task(Answers answers) {
        this.answers = answers;
    }

    /** Whether each item brings a question of its own, so that its right answer is no class of the run. */
    public boolean bringsQuestions() {
        return answers == Answers.OPTION || answers == Answers.BENCHMARK;
    }

    public Answers answers() {
        return answers;
    }

    /** Whether answers are free text, in which a judge may see what rules miss; not rankings, nor letters looked for. */
    public boolean answersInWords() {
        return answers == Answers.TEXT || answers == Answers.BENCHMARK;
    }

    /**
     * The task of that id.
     *
     * @throws IllegalArgumentException if there is none; the message lists the known ids
     */
    public static Task of(String id) {
        return Named.find(Task.class, "task", id);
    }
}
