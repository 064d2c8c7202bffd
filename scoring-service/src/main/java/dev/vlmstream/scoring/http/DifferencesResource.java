package dev.vlmstream.scoring.http;

import dev.vlmstream.rest.Paths;
import dev.vlmstream.rest.items.DifferencePage;
import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.scoring.comparisons.Difference;
import dev.vlmstream.scoring.readmodel.ScoreTexts;
import dev.vlmstream.scoring.runs.PairMatrix.ComparedModel;
import dev.vlmstream.scoring.runs.RunView;
import dev.vlmstream.scoring.runs.ScorePage;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Two models item by item. */
@Path(Paths.RUN + Paths.DIFFERENCES)
@Produces(MediaType.APPLICATION_JSON)
public class DifferencesResource {
    private static final int LARGEST_PAGE = 100;

    private final Runs runs;
    private final ScoreTexts texts;

    DifferencesResource(Runs runs, ScoreTexts texts) {
        this.runs = runs;
        this.texts = texts;
    }

    /**
     * A page of the items that one model got right and the other did not, lines in brief.
     *
     * @param of the run of the second model; null: the same
     * @param right which of the two is right
     */
    @GET
    @Operation(summary = "The items on which two models differ")
    public DifferencePage differences(
            String run,
            @RestQuery @NotEmpty String first,
            @RestQuery @NotEmpty String second,
            @RestQuery @Nullable String of,
            @RestQuery @DefaultValue("any") Difference.Kind right,
            @RestQuery @DefaultValue("0") @Min(0) @Max(Integer.MAX_VALUE / LARGEST_PAGE) int page,
            @RestQuery @DefaultValue("20") @Min(1) @Max(LARGEST_PAGE) int size) {
        RunView view = runs.require(run);
        RunView other = of == null ? view : runs.require(of);
        runs.requireModel("first", view, first);
        runs.requireModel("second", other, second);
        ScorePage<Difference> found = Difference.between(
                new ComparedModel(view, first),
                new ComparedModel(other, second),
                right,
                new ScorePage.Range((long) page * size, size));
        return new DifferencePage(found.total(), page, size, pairs(found.entries()));
    }

    private List<DifferencePage.Pair> pairs(List<Difference> differences) {
        List<ItemLine> firsts =
                texts.lines(differences.stream().map(Difference::first).toList());
        List<ItemLine> seconds =
                texts.lines(differences.stream().map(Difference::second).toList());
        List<DifferencePage.Pair> pairs = new ArrayList<>();
        for (ItemLine first : firsts) {
            seconds.stream()
                    .filter(second -> second.item().equals(first.item()))
                    .findFirst()
                    .ifPresent(second -> pairs.add(new DifferencePage.Pair(first.brief(), second.brief())));
        }
        return pairs;
    }
}
