package dev.vlmstream.evaluation;

/** What is changed of every question of a run, to find out what a model needs to see and what to know. */
public enum Variant implements Named {
    /** The question names the image's class ({@link ClassSubstitution}): what is left is knowing. */
    CLASS_NAME(true, true),
    /** Asked without the image: what can be guessed. */
    NO_IMAGE(false, false),
    /** The question names the class and there is no image: knowing alone, in text. */
    TEXT_ONLY(true, false);

    private final boolean namesClass;
    private final boolean showsImage;

    Variant(boolean namesClass, boolean showsImage) {
        this.namesClass = namesClass;
        this.showsImage = showsImage;
    }

    public boolean namesClass() {
        return namesClass;
    }

    public boolean showsImage() {
        return showsImage;
    }

    /**
     * @throws IllegalArgumentException if it makes no sense in that task: a class that is named is the answer where a name is asked
     *     for, and what ranks classes ranks them for an image
     */
    public void requireFits(Task task) {
        boolean fits = namesClass ? task.bringsQuestions() : task.answers() != Task.Answers.RANKING;
        if (!fits || task == Task.CLASS_LIKELIHOOD) {
            throw new IllegalArgumentException("the variant " + id() + " is not for the task " + task.id());
        }
    }

    /** @throws IllegalArgumentException if there is no such variant; the message lists the known ones */
    public static Variant of(String id) {
        return Named.find(Variant.class, "variant", id);
    }
}
