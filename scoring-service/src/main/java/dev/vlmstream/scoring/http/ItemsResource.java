package dev.vlmstream.scoring.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.datasets.store.StoreException;
import dev.vlmstream.rest.Paths;
import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.rest.items.ItemPage;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.scoring.http.QueryParameters.Flag;
import dev.vlmstream.scoring.readmodel.ScoreTexts;
import dev.vlmstream.scoring.runs.EntryCursor;
import dev.vlmstream.scoring.runs.ItemQuery;
import dev.vlmstream.scoring.runs.RightBy;
import dev.vlmstream.scoring.runs.RunView;
import dev.vlmstream.scoring.runs.ScoreEntry;
import dev.vlmstream.scoring.runs.ScoreFilter;
import dev.vlmstream.scoring.runs.ScorePage;
import dev.vlmstream.streaming.http.Problem;
import dev.vlmstream.streaming.images.ImageAccessException;
import dev.vlmstream.streaming.images.ImageSource;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The single predictions of a run. */
@Path(Paths.RUN)
@Produces(MediaType.APPLICATION_JSON)
public class ItemsResource {
    private static final int LARGEST_PAGE = 500;
    /** Lines of an export that are read together. */
    private static final int CHUNK = 4000;

    private final Runs runs;
    private final ScoreTexts texts;
    private final ImageSource images;
    private final ObjectMapper json;

    ItemsResource(Runs runs, ScoreTexts texts, ImageSource images, ObjectMapper json) {
        this.runs = runs;
        this.texts = texts;
        this.images = images;
        this.json = json;
    }

    /**
     * A page of predictions, in order of item, then model. Without {@code model}: of all models. With {@code against}: those
     * items alone that one of the two models got right and the other did not. With {@code q} all answers that are left are read
     * and searched. With {@code brief} without what makes lines
     * long: prompt, token ids, likelihoods, the tail of the ranking and of a long question.
     */
    @GET
    @Operation(summary = "Answers, paged")
    @Path(Paths.ITEMS)
    public ItemPage items(
            String run,
            @RestQuery @Nullable String model,
            @RestQuery @DefaultValue("all") ScoreFilter filter,
            @RestQuery @Nullable String against,
            @RestQuery @DefaultValue("any") RightBy rightBy,
            @RestQuery @Parameter(description = "Only items with this right answer") @Nullable String label,
            @RestQuery @Nullable String said,
            @RestQuery @Nullable String q,
            @RestQuery @DefaultValue("false") @Parameter(schema = @Schema(implementation = Boolean.class)) Flag brief,
            @RestQuery @DefaultValue("0") @Min(0) @Max(Integer.MAX_VALUE / LARGEST_PAGE) int page,
            @RestQuery @DefaultValue("50") @Min(1) @Max(LARGEST_PAGE) int size) {
        RunView view = runs.require(run);
        if (model != null) {
            runs.requireModel("model", view, model);
        }
        ItemQuery query = new ItemQuery(model, filter, rightBy, label, said);
        ScorePage.Range range = new ScorePage.Range((long) page * size, size);
        ScorePage<ItemLine> found = q == null || q.isBlank()
                ? read(against == null ? view.scores(query, range) : differing(view, query, against, range))
                : search(view, query, against, q.strip().toLowerCase(Locale.ROOT), range);
        return new ItemPage(
                found.total(),
                page,
                size,
                brief.isSet() ? found.entries().stream().map(ItemLine::brief).toList() : found.entries());
    }

    private ScorePage<ItemLine> read(ScorePage<ScoreEntry> found) {
        return new ScorePage<>(found.total(), texts.lines(found.entries()));
    }

    private ScorePage<ItemLine> search(
            RunView view, ItemQuery query, @Nullable String against, String words, ScorePage.Range range) {
        if (against != null) {
            throw Problem.badRequest("q cannot be combined with against");
        }
        List<ItemLine> found = new ArrayList<>();
        List<ScoreEntry> chunk = new ArrayList<>();
        long[] total = {0};
        Runnable look = () -> {
            for (ItemLine line : texts.lines(chunk)) {
                if (has(line, words) && range.has(total[0]++)) {
                    found.add(line);
                }
            }
            chunk.clear();
        };
        view.find(query, entry -> {
            chunk.add(entry);
            if (chunk.size() == CHUNK) {
                look.run();
            }
        });
        look.run();
        return new ScorePage<>(total[0], found);
    }

    private static boolean has(ItemLine line, String words) {
        return line.response()
                .filter(text -> text.toLowerCase(Locale.ROOT).contains(words))
                .isPresent();
    }

    /** What the models answered to one item, in order of model; with {@code model} that one alone. */
    @GET
    @Operation(summary = "The answers of the models to one item")
    @Path(Paths.ITEMS + "/{item}")
    public List<ItemLine> item(String run, String item, @RestQuery @Nullable String model) {
        RunView view = runs.require(run);
        if (model != null) {
            runs.requireModel("model", view, model);
        }
        List<ScoreEntry> found = view.of(item, model);
        if (found.isEmpty()) {
            throw Problem.notFound("run \"" + run + "\" has no scored item \"" + item + "\""
                    + (model == null ? "" : " of model \"" + model + "\""));
        }
        return texts.lines(found);
    }

    private ScorePage<ScoreEntry> differing(RunView view, ItemQuery query, String against, ScorePage.Range range) {
        if (query.model() == null) {
            throw Problem.badRequest("against needs a model to be compared with it");
        }
        runs.requireModel("against", view, against);
        return view.differing(query.model(), against, query.filter(), range);
    }

    /** All predictions as JSON lines, in order of item, then model. */
    @GET
    @Operation(summary = "All answers as JSON Lines")
    @Path(Paths.EXPORT)
    @APIResponse(
            responseCode = "200",
            description = "JSON Lines with one answer per line",
            content = @Content(mediaType = "application/x-ndjson", schema = @Schema(implementation = ItemLine.class)))
    @Produces("application/x-ndjson")
    public Response export(String run) {
        RunView view = runs.require(run);
        StreamingOutput lines = out -> write(view, out);
        return Response.ok(lines).type("application/x-ndjson").build();
    }

    /** The bytes of an item's image, from the topic or from its address. */
    @GET
    @Operation(summary = "An item's image as it was pushed")
    @Path(Paths.ITEMS + "/{item}/image")
    @APIResponse(
            responseCode = "200",
            description = "The bytes of the image",
            content = {
                @Content(mediaType = "image/*", schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(
                        mediaType = "application/octet-stream",
                        schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    @APIResponse(
            responseCode = "502",
            description = "The image could not be fetched",
            content = @Content(schema = @Schema(implementation = Problem.class)))
    @Produces(MediaType.WILDCARD)
    public Response image(String run, String item) {
        ScoreEntry entry = runs.require(run)
                .anyOf(item)
                .orElseThrow(() -> Problem.notFound("run \"" + run + "\" has no scored item \"" + item + "\""));
        ImageRef image = texts.image(entry).orElseThrow(() -> Problem.notFound("item \"" + item + "\" has no image"));
        try {
            byte[] bytes = images.read(image);
            return Response.ok(bytes)
                    .type(ImageType.of(bytes))
                    .header("Cache-Control", "private, max-age=3600")
                    .build();
        } catch (ImageAccessException | StoreException e) {
            throw Problem.badGateway(e.getMessage());
        }
    }

    private void write(RunView view, OutputStream out) throws IOException {
        try (EntryCursor cursor = view.scores(null, ScoreFilter.ALL)) {
            for (List<ScoreEntry> chunk = cursor.next(CHUNK); !chunk.isEmpty(); chunk = cursor.next(CHUNK)) {
                for (ItemLine line : texts.lines(chunk)) {
                    out.write(json.writeValueAsBytes(line));
                    out.write('\n');
                }
            }
        }
    }
}
