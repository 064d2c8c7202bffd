package dev.vlmstream.scoring.http;

import dev.vlmstream.scoring.comparisons.Difference;
import dev.vlmstream.scoring.items.ItemLine;
import dev.vlmstream.scoring.items.ScoreTexts;
import dev.vlmstream.scoring.runs.ComparedModel;
import dev.vlmstream.scoring.runs.RunView;
import dev.vlmstream.scoring.runs.ScorePage;
import dev.vlmstream.web.Problem;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;

/** Two models item by item. */
@Path("/api/runs/{run}/differences")
@Produces(MediaType.APPLICATION_JSON)
public class DifferencesResource {
    private static final int LARGEST_PAGE = 100;

    private final Runs runs;
    private final ScoreTexts texts;

    @Inject
    DifferencesResource(Runs runs, ScoreTexts texts) {
        this.runs = runs;
        this.texts = texts;
    }

    /**
     * A page of the items that one model got right and the other did not, lines in brief.
     *
     * @param of the run of the second model; null: the same
     * @param right {@code any}, {@code first} or {@code second}: which of the two is right
     */
    @GET
    @Operation(summary = "The items where two models differ")
    public Page differences(
            String run,
            @RestQuery String first,
            @RestQuery String second,
            @RestQuery String of,
            @RestQuery @DefaultValue("any") String right,
            @RestQuery @DefaultValue("0") String page,
            @RestQuery @DefaultValue("20") String size) {
        RunView view = runs.require(run);
        RunView other = of == null ? view : runs.require(of);
        runs.requireModel("first", view, first);
        runs.requireModel("second", other, second);
        int number = QueryParameters.number("page", page, 0, Integer.MAX_VALUE / LARGEST_PAGE);
        int length = QueryParameters.number("size", size, 1, LARGEST_PAGE);
        ScorePage<Difference> found = Difference.between(
                new ComparedModel(view, first),
                new ComparedModel(other, second),
                kind(right),
                new ScorePage.Range((long) number * length, length));
        return new Page(found.total(), number, length, pairs(found.entries()));
    }

    private List<Pair> pairs(List<Difference> differences) {
        List<ItemLine> firsts =
                texts.lines(differences.stream().map(Difference::first).toList());
        List<ItemLine> seconds =
                texts.lines(differences.stream().map(Difference::second).toList());
        List<Pair> pairs = new ArrayList<>();
        for (ItemLine first : firsts) {
            seconds.stream()
                    .filter(second -> second.item().equals(first.item()))
                    .findFirst()
                    .ifPresent(second -> pairs.add(new Pair(first.brief(), second.brief())));
        }
        return pairs;
    }

    private static Difference.Kind kind(String right) {
        try {
            return Difference.Kind.valueOf(right.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("right must be any, first or second, is \"" + right + "\"");
        }
    }

    /**
     * One page of differences.
     *
     * @param total on all pages
     * @param page from 0
     */
    public record Page(long total, int page, int size, List<Pair> items) {}

    /** What both models answered to one item. */
    public record Pair(ItemLine first, ItemLine second) {}
}
