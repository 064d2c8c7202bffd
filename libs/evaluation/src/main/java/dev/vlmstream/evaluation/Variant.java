package dev.vlmstream.evaluation;

/** What is changed of every question of a run, to find out what a model needs to see and what to know. */
public enum Variant implements Named {
    /** The question names the image's class ({@link ClassSubstitution}): what is left is knowing. */
    CLASS_NAME("class-name", true, true),
    /** Asked without the image: what can be guessed. */
    NO_IMAGE("no-image", false, false),
    /** The question names the class and there is no image: knowing alone, in text. */
    TEXT_ONLY("text-only", true, false);

    private final String id;
    private final boolean namesClass;
    private final boolean showsImage;

    Variant(String id, boolean namesClass, boolean showsImage) {
        this.id = id;
        this.namesClass = namesClass;
        this.showsImage = showsImage;
    }

    /** The name used in manifests and on the command line. */
    @Override
    public String id() {
        return id;
    }

    public boolean namesClass() {
        return namesClass;
    }

    public boolean showsImage() {
        return showsImage;
    }

    /**
     * This variant.
     *
     * @throws IllegalArgumentException if it makes no sense in that task: a class that is named is the answer where a name is asked
     *     for, and what ranks classes ranks them for an image
     */
    public Variant requireFits(Task task) {
        boolean fits = namesClass ? task.bringsQuestions() : task.answers() != Task.Answers.RANKING;
        if (!fits || task == Task.CLASS_LIKELIHOOD) {
            throw new IllegalArgumentException("the variant " + id + " is not for the task " + task.id());
        }
        return this;
    }

    /** @throws IllegalArgumentException if there is no such variant; the message lists the known ones */
    public static Variant of(String id) {
        return Named.find(Variant.class, "variant", id);
    }
}
