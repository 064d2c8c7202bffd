package dev.vlmstream.cli.wikiqa;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.WrongValue;
import dev.vlmstream.cli.frequency.CorpusCount.CorpusFiles;
import dev.vlmstream.cli.options.ModelsOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is dropped of the questions that the filter keeps, beyond the study. */
public final class FilterOption {
    @Option(
            names = "--near-duplicates",
            paramLabel = "ENCODER",
            description =
                    "Drop questions that nearly repeat an earlier one of their class, by the cosine of this sentence"
                            + " encoder's embeddings.")
    private @Nullable String encoder;

    @Option(
            names = "--similarity",
            paramLabel = "COSINE",
            defaultValue = "0.9",
            description = "From which cosine on a question is a near-duplicate (default: ${DEFAULT-VALUE}).")
    private double similarity;

    @Mixin
    private ModelsOption models;

    @Option(
            names = "--corpus",
            paramLabel = "PATH",
            description =
                    "Drop questions that stand word for word in these texts, as they are or with the class's name: JSON"
                            + " Lines or JSON arrays, also packed (.gz), or folders of them; may be given several times.")
    private List<Path> corpus = List.of();

    @Option(
            names = "--corpus-field",
            paramLabel = "NAME",
            description = "The field of --corpus with the text (default: as of vlmstream frequency).")
    private @Nullable String field;

    /**
     * The filters in their order, which will work as far as can be told before anything is asked or paid.
     *
     * @throws CommandFailure naming the option that cannot be
     */
    public List<QuestionFilter> filters() throws IOException {
        if (!(similarity > 0 && similarity <= 1)) {
            throw new WrongValue("--similarity is a cosine above 0 and at most 1, not " + similarity);
        }
        List<QuestionFilter> filters = new ArrayList<>();
        if (!corpus.isEmpty()) {
            filters.add(new CorpusFilter(CorpusFiles.of(corpus), field));
        }
        if (encoder != null) {
            filters.add(DuplicateFilter.of(models.named(encoder), similarity));
        }
        return filters;
    }
}
