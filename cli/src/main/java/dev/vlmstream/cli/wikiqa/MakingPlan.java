package dev.vlmstream.cli.wikiqa;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.Sha256;
import dev.vlmstream.evaluation.wikiqa.ClassArticles;
import dev.vlmstream.schemas.WikiMaking;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is to be made of which articles. */
public record MakingPlan(WikiMaking making, List<ClassArticles> classes) {

    /**
     * How.
     *
     * @param questions that are asked for of each class
     * @param tries how often at most
     * @param budget USD; null: no limit
     */
    public record Wish(
            String name,
            String writer,
            String answerer,
            long seed,
            int questions,
            int tries,
            @Nullable Double budget) {}

    public static MakingPlan of(Wish wish, List<ClassArticles> classes) {
        return new MakingPlan(
                WikiMaking.newBuilder()
                        .setMaking(wish.name())
                        .setWriter(wish.writer())
                        .setAnswerer(wish.answerer())
                        .setClasses(classes.stream().map(ClassArticles::name).toList())
                        .setArticles(Sha256.of(Json.line(classes)))
                        .setSeed(wish.seed())
                        .setQuestions(wish.questions())
                        .setTries(wish.tries())
                        .setBudget(wish.budget())
                        .setSoftwareVersion(Installation.version())
                        .setCreatedAt(System.currentTimeMillis())
                        .build(),
                classes);
    }

    /** @throws CommandFailure if there is another of the same name; says what differs */
    void requireSame(WikiMaking there) {
        Map<String, Object> wanted = values(making);
        Map<String, Object> known = values(there);
        wanted.forEach((what, value) -> {
            if (!Objects.equals(value, known.get(what))) {
                throw new CommandFailure("making \"" + making.getMaking() + "\" is there already with other " + what
                        + "; choose another --name (what was answered before costs nothing), or give the same again");
            }
        });
    }

    private static Map<String, Object> values(WikiMaking making) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("--model", making.getWriter());
        values.put("--filter-model", making.getAnswerer());
        values.put("classes", making.getClasses());
        values.put("articles", making.getArticles());
        values.put("--seed", making.getSeed());
        values.put("--questions", making.getQuestions());
        values.put("--tries", making.getTries());
        values.put("--budget", making.getBudget());
        return values;
    }
}
