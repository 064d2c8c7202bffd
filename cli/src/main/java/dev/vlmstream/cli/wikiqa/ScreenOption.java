package dev.vlmstream.cli.wikiqa;

import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.cli.WrongValue;
import dev.vlmstream.cli.options.ModelsOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is dropped of the questions that the filter keeps, beyond the study. */
final class ScreenOption {
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

    /** @throws CommandFailure naming the option that cannot be */
    void check() throws IOException {
        if (!(similarity > 0 && similarity <= 1)) {
            throw new WrongValue("--similarity is a cosine above 0 and at most 1, not " + similarity);
        }
        for (Screen screen : screens()) {
            screen.check();
        }
    }

    /** Judges questions that the filter has judged. */
    List<JudgedQuestion> apply(List<JudgedQuestion> filtered, PrintWriter err) throws IOException {
        List<JudgedQuestion> judged = filtered;
        for (Screen screen : screens()) {
            judged = screen.apply(judged, err);
        }
        return judged;
    }

    private List<Screen> screens() {
        List<Screen> screens = new ArrayList<>();
        if (!corpus.isEmpty()) {
            screens.add(new CorpusScreen(corpus, field));
        }
        if (encoder != null) {
            screens.add(new DuplicateScreen(models.named(encoder), similarity));
        }
        return screens;
    }
}
