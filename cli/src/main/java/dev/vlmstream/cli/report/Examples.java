package dev.vlmstream.cli.report;

import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.report.figures.Figure;
import dev.vlmstream.cli.report.figures.ModelMark;
import dev.vlmstream.cli.report.figures.PictureCards;
import dev.vlmstream.cli.report.figures.PictureCards.Card;
import dev.vlmstream.cli.report.figures.PictureCards.CardAnswer;
import dev.vlmstream.cli.report.figures.Thumbnail;
import dev.vlmstream.cli.report.results.AnswerLog;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.rest.metrics.ModelMetrics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Pictures with what models answered and what they were given: some about which all are right, some about which all are wrong,
 * and some about which they differ.
 */
final class Examples {
    private static final int EACH = 3;
    private static final int DISPUTED = 6;
    /** Answers below a picture. */
    private static final int ANSWERS = 6;

    private static final int LONGEST = 140;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{32,}");

    private final ScoringClient client;
    private final Map<String, AnswerLog> logs;
    private final Function<String, ModelMark> marks;
    private final TextTable table =
            new TextTable("picture", "label", "which", "run", "model", "given", "answer", "right or wrong");
    private final List<Figure> figures = new ArrayList<>();

    private Examples(ScoringClient client, Map<String, AnswerLog> logs, Function<String, ModelMark> marks) {
        this.client = client;
        this.logs = logs;
        this.marks = marks;
    }

    static Section section(
            List<RunResult> runs,
            ScoringClient client,
            Map<String, AnswerLog> logs,
            Function<String, ModelMark> marks) {
        Map<String, List<RunResult>> byImages = new LinkedHashMap<>();
        runs.forEach(run -> byImages.computeIfAbsent(
                        run.dataset() + " " + run.details().split(), images -> new ArrayList<>())
                .add(run));
        Examples examples = new Examples(client, logs, marks);
        byImages.values().forEach(group -> examples.add(group, byImages.size() > 1));
        return new Section(
                        "Examples",
                        "These items were drawn at random, at most one per class. Each answer is judged by the primary"
                                + " rule of its task; below it stands what its model was given besides the picture.",
                        examples.table)
                .drawn(examples.figures);
    }

    private record Answerer(RunResult run, String model) {}

    /** @param named whether the pictures must be told from those of another dataset */
    private void add(List<RunResult> runs, boolean named) {
        List<Answerer> answerers = answerers(runs);
        String of = named ? runs.get(0).dataset() : "";
        boolean several = answerers.size() > 1;
        Set<String> shown = new HashSet<>();
        Map<String, long[]> judged = judged(answerers);
        add(several ? "All are right" : "Right", of, judged, counts -> counts[1] == 0, EACH, answerers, shown);
        add(several ? "All are wrong" : "Wrong", of, judged, counts -> counts[0] == 0, EACH, answerers, shown);
        add("Disputed", of, judged, counts -> counts[0] > 0 && counts[1] > 0, DISPUTED, answerers, shown);
    }

    /** Each model once, in the first run that has it; then the same models in further runs. */
    private List<Answerer> answerers(List<RunResult> runs) {
        List<Answerer> first = new ArrayList<>();
        List<Answerer> further = new ArrayList<>();
        Set<String> models = new HashSet<>();
        for (RunResult run : runs) {
            for (ModelMetrics model : run.models()) {
                if (model.counted() > 0 && !model.optimistic()) {
                    (models.add(model.model()) ? first : further).add(new Answerer(run, model.model()));
                }
            }
        }
        first.addAll(further);
        return first.subList(0, Math.min(ANSWERS, first.size()));
    }

    /** How many answerers are right and how many wrong, by item; those that most have judged first, else in a drawn order. */
    private Map<String, long[]> judged(List<Answerer> answerers) {
        Set<String> ids = new TreeSet<>();
        answerers.forEach(one -> ids.addAll(logs.get(one.run().run()).items().keySet()));
        List<String> drawn = new ArrayList<>(ids);
        Collections.shuffle(drawn, new Random(1234));
        Map<String, long[]> judged = new LinkedHashMap<>();
        for (String id : drawn) {
            long[] counts = new long[2];
            for (Answerer one : answerers) {
                right(one, id).ifPresent(right -> counts[right ? 0 : 1]++);
            }
            judged.put(id, counts);
        }
        Map<String, long[]> sorted = new LinkedHashMap<>();
        judged.entrySet().stream()
                .sorted(Comparator.comparingLong(item -> -item.getValue()[0] - item.getValue()[1]))
                .forEach(item -> sorted.put(item.getKey(), item.getValue()));
        return sorted;
    }

    private Optional<Boolean> right(Answerer one, String id) {
        return Optional.ofNullable(logs.get(one.run().run()).items().get(id))
                .map(item -> item.right().get(one.model()));
    }

    private void add(
            String which,
            String dataset,
            Map<String, long[]> judged,
            Predicate<long[]> wanted,
            int most,
            List<Answerer> answerers,
            Set<String> shown) {
        List<Card> cards = new ArrayList<>();
        for (Map.Entry<String, long[]> item : judged.entrySet()) {
            if (cards.size() == most) {
                break;
            }
            if (wanted.test(item.getValue()) && item.getValue()[0] + item.getValue()[1] > 0) {
                card(item.getKey(), which, answerers, shown).ifPresent(cards::add);
            }
        }
        if (!cards.isEmpty()) {
            figures.add(new PictureCards(which, dataset, cards));
        }
    }

    /** Empty where its class was shown before. */
    private Optional<Card> card(String id, String which, List<Answerer> answerers, Set<String> shown) {
        String label = answerers.stream()
                .flatMap(one ->
                        Optional.ofNullable(logs.get(one.run().run()).items().get(id)).stream())
                .map(item -> item.label() == null ? "" : item.label())
                .findFirst()
                .orElse("");
        boolean isClass = answerers.get(0).run().details().classCount() > 0 && !label.isEmpty();
        if (!shown.add(isClass ? label : id)) {
            return Optional.empty();
        }
        Map<String, List<ItemLine>> lines = new LinkedHashMap<>();
        List<CardAnswer> answers = new ArrayList<>();
        @Nullable ItemLine any = null;
        for (Answerer one : answerers) {
            if (right(one, id).isPresent()) {
                for (ItemLine line : lines.computeIfAbsent(one.run().run(), run -> client.item(run, id))) {
                    if (line.model().equals(one.model())) {
                        any = any == null ? line : any;
                        answers.add(answer(one, line));
                    }
                }
            }
        }
        if (any == null) {
            return Optional.empty();
        }
        String title = title(any);
        answers.forEach(answer -> table.row(
                title, label, which, answer.run(), answer.model(), answer.given(), answer.answer(), answer.outcome()));
        return Optional.of(new Card(title, label.isEmpty() ? null : label, picture(any), answers));
    }

    private CardAnswer answer(Answerer one, ItemLine line) {
        String answer = line.response().map(Examples::cut).orElse("–");
        return new CardAnswer(
                one.model(),
                one.run().run(),
                marks.apply(one.model()),
                given(one.run(), line),
                line.answer() == null && line.confidence() != null
                        ? String.format(Locale.ROOT, "%s (%.0f %%)", answer, 100 * line.confidence())
                        : answer,
                Boolean.TRUE.equals(line.correct()) ? "right" : "wrong");
    }

    /** A dual encoder's template, the prompt of a model that reads one; a classifier has only the picture. */
    private static String given(RunResult run, ItemLine line) {
        if (line.task().equals(Task.ZERO_SHOT.id())) {
            List<?> templates = run.details().fields().get("templates") instanceof List<?> all ? all : List.of();
            return templates.isEmpty()
                    ? "the classes' names"
                    : "“" + templates.get(0) + "”"
                            + (templates.size() > 1 ? " and " + (templates.size() - 1) + " more templates" : "");
        }
        if (line.task().equals(Task.SUPERVISED.id())) {
            return "only the picture";
        }
        String prompt = line.prompt() == null ? line.question() : line.prompt();
        return prompt == null ? "–" : "“" + cut(prompt) + "”";
    }

    /** Of a long text beginning and end, between whole words. */
    private static String cut(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        if (line.length() <= LONGEST) {
            return line;
        }
        String begin = line.substring(0, LONGEST / 2);
        String end = line.substring(line.length() - LONGEST / 2);
        return begin.substring(0, Math.max(begin.lastIndexOf(' '), LONGEST / 4)) + " … "
                + end.substring(Math.min(end.indexOf(' ') + 1, LONGEST / 4));
    }

    /** The file's name; of an image that has none, the item's id; never a digest. */
    private static String title(ItemLine line) {
        for (String name : new String[] {line.image(), line.item()}) {
            String last = name == null ? "" : name.substring(name.lastIndexOf('/') + 1);
            if (!last.isEmpty() && !HASH.matcher(last).find()) {
                return last;
            }
        }
        return "";
    }

    private @Nullable String picture(ItemLine line) {
        if (!line.hasImage()) {
            return null;
        }
        try {
            return client.image(line.run(), line.item())
                    .map(bytes -> Thumbnail.uri(bytes, line.item()))
                    .orElse(null);
        } catch (ImageException e) {
            // It cannot be decoded, and the models failed on it, too.
            return null;
        }
    }
}
