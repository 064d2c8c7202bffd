package dev.vlmstream.evaluation;

/** What is changed of every question of a run, to find out what a model needs to see and what to know. */
public enum Variant implements Named {
    /** The image's class is told ({@link ClassTold}): what is left is knowing. */
    CLASS_NAME("class-name", true, true),
    /** Asked without the image: what can be guessed. */
    NO_IMAGE("no-image", false, false),
    /** The class is told and there is no image: knowing alone, in text. */
    TEXT_ONLY("text-only", true, false);

    private final String id;
    private final boolean tellsClass;
    private final boolean showsImage;

    Variant(String id, boolean tellsClass, boolean showsImage) {
        this.id = id;
        this.tellsClass = tellsClass;
        this.showsImage = showsImage;
    }

    /** The name used in manifests and on the command line. */
    @Override
    public String id() {
        return id;
    }

    public boolean tellsClass() {
        return tellsClass;
    }

    public boolean showsImage() {
        return showsImage;
    }

    /**
     * This variant.
     *
     * @throws IllegalArgumentException if it makes no sense in that task: a class told is the answer where a name is asked
     *     for, and what ranks classes ranks them for an image
     */
    public Variant requireFits(Task task) {
        boolean fits = tellsClass ? task.bringsQuestions() : task.answers() != Task.Answers.RANKING;
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
