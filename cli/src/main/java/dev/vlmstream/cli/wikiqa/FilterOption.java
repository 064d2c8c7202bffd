package dev.vlmstream.cli.wikiqa;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.WrongValue;
import dev.vlmstream.cli.frequency.CorpusCount;
import dev.vlmstream.cli.offline.SimilarityLines;
import dev.vlmstream.cli.options.ModelsOption;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.datasets.formats.CorpusForm;
import dev.vlmstream.evaluation.ClassSubstitution;
import dev.vlmstream.evaluation.frequency.FrequencyCounter.NameCount;
import dev.vlmstream.evaluation.frequency.NameIndex;
import dev.vlmstream.evaluation.wikiqa.NearDuplicates;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.SentenceEncoder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
            description = "The smallest cosine that makes a question a near-duplicate (default: ${DEFAULT-VALUE}).")
    private double similarity;

    @Mixin
    private ModelsOption models;

    @Option(
            names = "--corpus",
            paramLabel = "PATH",
            description =
                    "Drop questions that occur word for word in these texts, unchanged or with the class's name: JSON"
                            + " Lines or JSON arrays, also compressed (.gz), or folders of them. May be given several"
                            + " times.")
    private List<Path> corpus = List.of();

    @Option(
            names = "--corpus-field",
            paramLabel = "NAME",
            description = "The field of --corpus that holds the text (default: as for vlmstream frequency).")
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
            filters.add(new CorpusFilter(CorpusCount.files(corpus), field));
        }
        if (encoder != null) {
            filters.add(DuplicateFilter.of(models.named(encoder), similarity));
        }
        return filters;
    }

    /** Drops questions that are kept so far. */
    public interface QuestionFilter {

        /**
         * The same questions, with what became of those that it drops.
         *
         * @param err is told how far it is
         */
        List<JudgedQuestion> apply(List<JudgedQuestion> questions, PrintWriter err);
    }

    /**
     * By the index of names that counts classes in texts: a question is looked for as it is and with the class's name, in lower case,
     * token by token.
     */
    private record CorpusFilter(List<Path> corpus, @Nullable String field) implements QuestionFilter {

        @Override
        public List<JudgedQuestion> apply(List<JudgedQuestion> questions, PrintWriter err) {
            List<String> wordings = questions.stream()
                    .filter(JudgedQuestion::isKept)
                    .flatMap(CorpusFilter::wordings)
                    .distinct()
                    .toList();
            if (wordings.isEmpty()) {
                return questions;
            }
            NameIndex index = new NameIndex(wordings);
            CorpusForm form = new CorpusForm(Optional.ofNullable(field), Optional.empty());
            Map<String, NameCount> counts = new CorpusCount(index, form, new Progress(err, "corpus"))
                    .count(corpus)
                    .counts();
            return questions.stream()
                    .map(one -> one.isKept() && occurs(one, index, counts) ? one.inCorpus() : one)
                    .toList();
        }

        private static Stream<String> wordings(JudgedQuestion one) {
            String question = one.question().question().question();
            return Stream.concat(
                    Stream.of(question),
                    ClassSubstitution.inQuestion(question, one.question().className()).stream());
        }

        private static boolean occurs(JudgedQuestion one, NameIndex index, Map<String, NameCount> counts) {
            return wordings(one)
                    .anyMatch(text -> counts.get(index.counted(text)).texts() > 0);
        }
    }

    /** By the cosine of the questions' embeddings, the choices left aside. */
    private record DuplicateFilter(ModelBundle encoder, double threshold) implements QuestionFilter {

        /** One that will work: what is wrong with the encoder is said before anything is asked or paid, not hours later. */
        static DuplicateFilter of(ModelBundle bundle, double threshold) {
            ModelBundle encoder = SimilarityLines.requireEncoder(bundle, "--near-duplicates");
            ModelLoader.load(encoder, RuntimeOptions.cpu()).close();
            return new DuplicateFilter(encoder, threshold);
        }

        @Override
        public List<JudgedQuestion> apply(List<JudgedQuestion> questions, PrintWriter err) {
            List<JudgedQuestion> kept =
                    questions.stream().filter(JudgedQuestion::isKept).toList();
            if (kept.isEmpty()) {
                return questions;
            }
            Map<Integer, Integer> duplicates = NearDuplicates.of(
                    kept.stream().map(one -> one.question().className()).toList(),
                    embeddings(kept),
                    SentenceEncoder::cosine,
                    threshold);
            List<JudgedQuestion> judged = new ArrayList<>();
            int place = 0;
            for (JudgedQuestion one : questions) {
                Integer like = one.isKept() ? duplicates.get(place++) : null;
                judged.add(like == null ? one : one.duplicateOf(kept.get(like)));
            }
            return judged;
        }

        private List<float[]> embeddings(List<JudgedQuestion> kept) {
            try (Model model = ModelLoader.load(encoder, RuntimeOptions.cpu())) {
                return List.of(((SentenceEncoder) model)
                        .embed(kept.stream()
                                .map(one -> one.question().question().question())
                                .toList()));
            }
        }
    }
}
