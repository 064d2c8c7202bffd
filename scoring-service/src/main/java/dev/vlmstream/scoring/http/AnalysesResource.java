package dev.vlmstream.scoring.http;

import dev.vlmstream.rest.Paths;
import dev.vlmstream.rest.items.AnswerCount;
import dev.vlmstream.rest.items.ConfusionMatrix;
import dev.vlmstream.rest.items.ConfusionRow;
import dev.vlmstream.rest.metrics.ClassColumns;
import dev.vlmstream.rest.metrics.ClassRow;
import dev.vlmstream.rest.metrics.ModelAgreement;
import dev.vlmstream.rest.metrics.PairedMetrics;
import dev.vlmstream.rest.metrics.RunFrequency;
import dev.vlmstream.scoring.comparisons.Pairs;
import dev.vlmstream.scoring.http.QueryParameters.Flag;
import dev.vlmstream.scoring.metrics.ClassRecalls;
import dev.vlmstream.scoring.metrics.Frequencies;
import dev.vlmstream.scoring.runs.PairMatrix.ComparedModel;
import dev.vlmstream.scoring.runs.RunView;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What is behind a run's numbers: classes, confusions, pairs of models. */
@Path(Paths.RUN)
@Produces(MediaType.APPLICATION_JSON)
public class AnalysesResource {
    private static final int MOST_CONFUSIONS = 10_000;
    private static final int MOST_ANSWERS = 10_000;

    private final Runs runs;

    AnalysesResource(Runs runs) {
        this.runs = runs;
    }

    /** Recall of every class under each model's primary rule. */
    @GET
    @Operation(summary = "The recall of every class, by model")
    @Path(Paths.CLASSES)
    public List<ClassRow> classes(String run) {
        return ClassRecalls.rows(runs.require(run));
    }

    /** The same in columns: small enough for all classes at once. */
    @GET
    @Operation(summary = "The recall of every class, in columns")
    @Path(Paths.CLASSES + "/columns")
    public ClassColumns classColumns(String run) {
        return ClassRecalls.columns(runs.require(run));
    }

    /** Accuracy against how often the names of the classes occur in texts; empty without counts in the manifest. */
    @GET
    @Operation(summary = "Accuracy against class frequency")
    @Path(Paths.FREQUENCY)
    public RunFrequency frequency(String run) {
        return Frequencies.of(runs.require(run));
    }

    /** Which class was answered instead: the pairs that occurred most often, or all answers for one label. */
    @GET
    @Operation(summary = "Which class was answered instead of the right one")
    @Path(Paths.CONFUSIONS)
    public List<ConfusionRow> confusions(
            String run,
            @RestQuery @NotEmpty String model,
            @RestQuery @Nullable String label,
            @RestQuery @DefaultValue("50") @Min(1) @Max(MOST_CONFUSIONS) int size) {
        RunView view = runs.require(run);
        runs.requireModel("model", view, model);
        return label == null ? view.confusions(model, size) : view.answersFor(model, label);
    }

    /**
     * Which class was answered for which, as a matrix: classes that are confused with one another stand together, in one group
     * where there are more than 50.
     */
    @GET
    @Operation(summary = "The confusion matrix of a model, by groups of classes if there are many")
    @Path(Paths.CONFUSIONS + "/matrix")
    public ConfusionMatrix matrix(
            String run,
            @RestQuery @NotEmpty String model,
            @RestQuery @Parameter(description = "Only the classes that are grouped with this one") @Nullable
                    String label) {
        RunView view = runs.require(run);
        runs.requireModel("model", view, model);
        return view.matrix(model, label);
    }

    /** What a model answered, most often first: classes, and the beginnings of texts that name none. */
    @GET
    @Operation(summary = "How often a model gave each answer")
    @Path(Paths.ANSWERS)
    public List<AnswerCount> answers(
            String run,
            @RestQuery @NotEmpty String model,
            @RestQuery @DefaultValue("50") @Min(1) @Max(MOST_ANSWERS) int size) {
        RunView view = runs.require(run);
        runs.requireModel("model", view, model);
        return view.answers(model, size);
    }

    /** How many of the models are right about each item that all of them have judged. */
    @GET
    @Operation(summary = "How many models answered the same items rightly")
    @Path(Paths.AGREEMENT)
    public ModelAgreement agreement(String run) {
        return Pairs.agreement(runs.require(run));
    }

    /** All pairs of the run's models on the items that both answered, p values corrected for their number. */
    @GET
    @Operation(summary = "All pairs of models, on the items that both answered")
    @Path(Paths.PAIRS)
    public List<PairedMetrics> pairs(String run) {
        return Pairs.of(runs.require(run));
    }

    /** Two models, the second of this run or, with {@code of}, of another run over the same items. */
    @GET
    @Operation(summary = "Two models, on the items that both answered")
    @Path(Paths.COMPARE)
    public PairedMetrics compare(
            String run,
            @RestQuery @NotEmpty String first,
            @RestQuery @NotEmpty String second,
            @RestQuery @Nullable String of,
            @RestQuery
                    @DefaultValue("false")
                    @Parameter(
                            description = "Give p even if the two did not choose from the same classes",
                            schema = @Schema(implementation = Boolean.class))
                    Flag unlike) {
        RunView view = runs.require(run);
        RunView other = of == null ? view : runs.require(of);
        runs.requireModel("first", view, first);
        runs.requireModel("second", other, second);
        return Pairs.of(new ComparedModel(view, first), new ComparedModel(other, second), unlike.isSet());
    }
}
