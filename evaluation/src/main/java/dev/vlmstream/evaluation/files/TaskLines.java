package dev.vlmstream.evaluation.files;

import dev.vlmstream.evaluation.Benchmark;
import dev.vlmstream.evaluation.BenchmarkQuestions;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.Answer;
import dev.vlmstream.evaluation.judging.Judge;
import dev.vlmstream.evaluation.judging.Judgement;
import dev.vlmstream.evaluation.judging.Truth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All rules of a task over lines, as the services apply them: {@code rules}, {@code grades} where a rule gives part credit,
 * and {@code parsed} where something is parsed.
 */
final class TaskLines {
    private final Task task;
    private final Benchmark benchmark;

    TaskLines(Task task, Benchmark benchmark) {
        if (task == Task.QUESTION_ANSWERING && benchmark == null) {
            throw new IllegalArgumentException(
                    "the task question-answering needs a benchmark: textvqa, docvqa, ai2d," + " chartqa or pope");
        }
        if (task != Task.QUESTION_ANSWERING && benchmark != null) {
            throw new IllegalArgumentException(
                    "a benchmark belongs to the task question-answering, not to " + task.id());
        }
        if (task.answers() == Task.Answers.LIKELIHOODS) {
            throw new IllegalArgumentException("class likelihoods are judged in runs, over all images; use metrics");
        }
        this.task = task;
        this.benchmark = benchmark;
    }

    Map<String, Object> judge(Line line) {
        Judgement judgement = Judge.judge(task, answer(line), truth(line));
        Map<String, Object> computed = new LinkedHashMap<>();
        if (task.answers() == Task.Answers.OPTION || judgement.parsed() != null || judgement.unparsed()) {
            computed.put("parsed", judgement.parsed());
        }
        computed.put("rules", judgement.rules());
        if (!judgement.grades().isEmpty()) {
            computed.put("grades", judgement.grades());
        }
        return computed;
    }

    private Answer answer(Line line) {
        return task.answers() == Task.Answers.RANKING
                ? Answer.ranking(line.texts("ranking"))
                : Answer.text(line.text(line.has("response") && !line.has("prediction") ? "response" : "prediction"));
    }

    private Truth truth(Line line) {
        List<String> answers = texts(line, "answers");
        String label = line.has("label") || answers.isEmpty() ? line.text("label") : BenchmarkQuestions.label(answers);
        List<String> options = line.has("options") ? line.texts("options") : texts(line, "choices");
        return new Truth(label, options, texts(line, "synonyms"), answers, benchmark, null);
    }

    private static List<String> texts(Line line, String field) {
        return line.has(field) ? line.texts(field) : List.of();
    }
}
