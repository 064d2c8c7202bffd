package dev.vlmstream.cli.wikiqa;

import dev.vlmstream.cli.frequency.CorpusCount;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.datasets.formats.CorpusForm;
import dev.vlmstream.evaluation.ClassSubstitution;
import dev.vlmstream.evaluation.frequency.FrequencyCounter.NameCount;
import dev.vlmstream.evaluation.frequency.NameIndex;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * By the index of names that counts classes in texts: a question is looked for as it is and with the class's name, in lower case,
 * token by token.
 */
record CorpusFilter(List<Path> corpus, @Nullable String field) implements QuestionFilter {

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
        Map<String, NameCount> counts = new CorpusCount(index, form, "--corpus-field", new Progress(err, "corpus"))
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
        return wordings(one).anyMatch(text -> counts.get(index.counted(text)).texts() > 0);
    }
}
