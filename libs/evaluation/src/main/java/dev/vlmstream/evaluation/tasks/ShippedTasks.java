package dev.vlmstream.evaluation.tasks;

import dev.vlmstream.evaluation.NearNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tasks that ship: {@code NAME.yaml} beside this class, and lists of classes under {@code classes/}. */
public final class ShippedTasks {
    /** In the order in which they are listed. */
    public static final List<String> IDS = List.of(
            "textvqa",
            "docvqa",
            "ai2d",
            "chartqa",
            "pope",
            "mmbench",
            "mme",
            "mmstar",
            "seed-bench",
            "scienceqa-img",
            "gqa",
            "vqav2",
            "mmmu-val",
            "imagenet-v2",
            "imagenet-r",
            "imagenet-sketch",
            "imagenet-a",
            "objectnet",
            "cifar10",
            "cifar100",
            "food101",
            "pets",
            "eurosat");

    private static final Map<String, TaskDefinition> BY_ID = new LinkedHashMap<>();

    static {
        IDS.forEach(id -> BY_ID.put(id, TaskReader.read(id + ".yaml", text(id), ShippedTasks::classes)));
    }

    private ShippedTasks() {}

    public static List<TaskDefinition> all() {
        return List.copyOf(BY_ID.values());
    }

    public static Optional<TaskDefinition> find(String id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    /** How the dataset of a run's benchmark is read, where it is one that ships: that does not travel. */
    public static TaskData data(@Nullable String benchmark) {
        return Optional.ofNullable(benchmark)
                .flatMap(ShippedTasks::find)
                .map(TaskDefinition::data)
                .orElse(TaskData.NONE);
    }

    /** @throws IllegalArgumentException if none of that id ships; the message lists those that do */
    public static TaskDefinition of(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("there is no task \"" + id + "\""
                + NearNames.suggestion(id, IDS) + "; there are " + String.join(", ", IDS)));
    }

    /**
     * That definition, if it may be called so.
     *
     * @throws IllegalArgumentException if one that ships has its id, and asks or judges otherwise
     */
    public static TaskDefinition requireSame(TaskDefinition definition) {
        TaskDefinition shipped = BY_ID.get(definition.id());
        if (shipped != null && !shipped.digest().equals(definition.digest())) {
            throw new IllegalArgumentException("the task \"" + definition.id()
                    + "\" is not the one that ships here (digest "
                    + definition.digest().substring(0, 12) + ", here "
                    + shipped.digest().substring(0, 12) + "): call your own otherwise, or bring the command and the"
                    + " services to the same version");
        }
        return definition;
    }

    /** The file of a task that ships, as it stands. */
    public static String text(String id) {
        return resource(id + ".yaml").orElseThrow(() -> new IllegalStateException("no resource of the task " + id));
    }

    /**
     * The names of a list of classes that ships, in the order of the dataset's indices.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    static List<String> classes(String name) {
        return (name.matches("[a-z0-9.-]+") ? resource("classes/" + name + ".txt") : Optional.<String>empty())
                .map(text -> text.lines().toList())
                .orElseThrow(() -> new IllegalArgumentException(
                        "names the list \"" + TaskYaml.shortened(name) + "\", which does not ship"));
    }

    private static Optional<String> resource(String name) {
        try (InputStream in = ShippedTasks.class.getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
