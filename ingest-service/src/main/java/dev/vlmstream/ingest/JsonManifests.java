package dev.vlmstream.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Benchmark;
import dev.vlmstream.evaluation.Questions;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.Variant;
import dev.vlmstream.evaluation.sampling.ChoiceOrder;
import dev.vlmstream.evaluation.verdicts.JudgeSettings;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.streaming.config.SoftwareVersion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a run manifest as JSON: {@code run, task, models}, and what else the run needs. */
final class JsonManifests {
    private static final long STUDY_SEED = 1234;

    private JsonManifests() {}

    /** @throws RejectedException naming the field that is missing or wrong */
    static RunManifest parse(JsonNode json, String run) {
        try {
            Task task = Task.of(text(json, "task", null));
            List<String> classes = new ArrayList<>(new LinkedHashSet<>(texts(json, "classes")));
            requireClasses(task, classes);
            Benchmark benchmark = benchmark(json, task);
            JudgeSettings judging = judging(json, task, benchmark);
            return RunManifest.newBuilder()
                    .setRun(Keys.requireRun(run))
                    .setDataset(text(json, "dataset", "pushed"))
                    .setSplit(json.hasNonNull("split") ? text(json, "split", null) : null)
                    .setTask(task.id())
                    .setPrompt(Questions.prompt(benchmark, text(json, "prompt", "base")))
                    .setPromptStyle(oneOf(json, "prompt_style", "bundle", List.of("bundle", "study")))
                    .setChainOfThought(flag(json, "chain_of_thought"))
                    .setClasses(classes)
                    .setTemplates(json.has("templates") ? texts(json, "templates") : List.of("A photo of a {}"))
                    .setLabels(labels(json, task, classes))
                    .setOrder(ChoiceOrder.of(text(json, "order", "random")).id())
                    .setSeed(json.hasNonNull("seed") ? whole(json, "seed", Long.MIN_VALUE) : STUDY_SEED)
                    .setModels(models(json))
                    .setMaxNewTokens(positive(json, "max_new_tokens"))
                    .setItems(json.hasNonNull("items") ? whole(json, "items", 0) : null)
                    .setTags(texts("tags", json.path("tags")))
                    .setGeneration(settings(json.path("generation")))
                    .setAnswerPrefix(json.hasNonNull("answer_prefix") ? text(json, "answer_prefix", null) : null)
                    .setTokenisation(tokenisation(json, task))
                    .setFeatures(texts(json, "features"))
                    .setBudget(budget(json))
                    .setFrequencies(frequencies(json.path("frequencies")))
                    .setSynonyms(JsonSynonyms.parse(json.path("synonyms")))
                    .setJudges(judging.judges())
                    .setJudgePrompt(judging.prompt())
                    .setThresholds(judging.thresholds())
                    .setBenchmark(benchmark == null ? null : benchmark.id())
                    .setVariant(variant(json, task))
                    .setGuess(guess(json, task))
                    .setSoftwareVersion(SoftwareVersion.current())
                    .setCreatedAt(System.currentTimeMillis())
                    .build();
        } catch (IllegalArgumentException e) {
            throw new RejectedException("run manifest: " + e.getMessage(), e);
        }
    }

    private static void requireClasses(Task task, List<String> classes) {
        boolean needed =
                switch (task.answers()) {
                    case RANKING, LIKELIHOODS -> true;
                    case TEXT, OPTION, BENCHMARK -> task == Task.CLOSED_WORLD;
                };
        if (needed && classes.isEmpty()) {
            throw new IllegalArgumentException("task " + task.id() + " needs \"classes\", an array of class names");
        }
    }

    private static JudgeSettings judging(JsonNode json, Task task, Benchmark benchmark) {
        Map<String, Double> thresholds = new TreeMap<>();
        object("thresholds", json.path("thresholds")).properties().forEach(entry -> {
            if (!entry.getValue().isNumber()) {
                throw new IllegalArgumentException("thresholds must hold numbers alone, has " + entry.getValue());
            }
            thresholds.put(entry.getKey(), entry.getValue().asDouble());
        });
        String prompt = json.hasNonNull("judge_prompt") ? text(json, "judge_prompt", null) : null;
        return new JudgeSettings(texts("judges", json.path("judges")), prompt, thresholds).requireFit(task, benchmark);
    }

    private static Benchmark benchmark(JsonNode json, Task task) {
        if (task == Task.QUESTION_ANSWERING) {
            return Benchmark.of(text(json, "benchmark", null));
        }
        if (json.hasNonNull("benchmark")) {
            throw new IllegalArgumentException(
                    "\"benchmark\" belongs to the task question-answering, not to " + task.id());
        }
        return null;
    }

    private static String variant(JsonNode json, Task task) {
        return json.hasNonNull("variant")
                ? Variant.of(text(json, "variant", null)).requireFits(task).id()
                : null;
    }

    private static String tokenisation(JsonNode json, Task task) {
        if (json.hasNonNull("tokenisation") && task != Task.CLASS_LIKELIHOOD) {
            throw new IllegalArgumentException(
                    "\"tokenisation\" belongs to the task class-likelihood, not to " + task.id());
        }
        return oneOf(json, "tokenisation", "direct", List.of("direct", "study"));
    }

    private static boolean guess(JsonNode json, Task task) {
        boolean guess = flag(json, "guess");
        if (guess && task != Task.MULTIPLE_CHOICE) {
            throw new IllegalArgumentException("\"guess\" belongs to the task multiple-choice, not to " + task.id());
        }
        return guess;
    }

    private static List<String> models(JsonNode json) {
        List<String> models = new ArrayList<>(new LinkedHashSet<>(texts(json, "models")));
        if (models.isEmpty()) {
            throw new IllegalArgumentException("\"models\" names none");
        }
        return models;
    }

    private static Integer labels(JsonNode json, Task task, List<String> classes) {
        Integer labels = positive(json, "labels");
        if (labels != null && task == Task.CLOSED_WORLD && labels > classes.size()) {
            throw new IllegalArgumentException("labels: " + labels + " of " + classes.size() + " classes");
        }
        return labels;
    }

    private static Integer positive(JsonNode json, String field) {
        if (!json.hasNonNull(field)) {
            return null;
        }
        if (!json.get(field).isIntegralNumber()
                || !json.get(field).canConvertToInt()
                || json.get(field).asInt() < 1) {
            throw new IllegalArgumentException(field + " must be a positive number, is " + json.get(field));
        }
        return json.get(field).asInt();
    }

    private static long whole(JsonNode json, String field, long least) {
        JsonNode value = json.get(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < least) {
            String bound = least == Long.MIN_VALUE ? "" : " of at least " + least;
            throw new IllegalArgumentException(field + " must be a whole number" + bound + ", is " + value);
        }
        return value.asLong();
    }

    private static boolean flag(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isBoolean() && json.hasNonNull(field)) {
            throw new IllegalArgumentException(field + " must be true or false, is " + value);
        }
        return value.asBoolean(false);
    }

    private static String oneOf(JsonNode json, String field, String otherwise, List<String> allowed) {
        String value = text(json, field, otherwise);
        if (!allowed.contains(value)) {
            throw new IllegalArgumentException(field + " must be one of " + allowed + ", is \"" + value + "\"");
        }
        return value;
    }

    private static String text(JsonNode json, String field, String otherwise) {
        JsonNode value = json.get(field);
        if (value == null || value.isNull()) {
            if (otherwise == null) {
                throw new IllegalArgumentException("missing \"" + field + "\"");
            }
            return otherwise;
        }
        if (!value.isTextual()) {
            throw new IllegalArgumentException("\"" + field + "\" must be a text, is " + value);
        }
        return value.asText();
    }

    private static List<String> texts(JsonNode json, String field) {
        List<String> texts = new ArrayList<>();
        JsonNode values = json.path(field);
        if (!values.isMissingNode() && !values.isArray()) {
            throw new IllegalArgumentException("\"" + field + "\" must be an array of texts");
        }
        for (JsonNode value : values) {
            if (!value.isTextual()) {
                throw new IllegalArgumentException("\"" + field + "\" must hold texts alone, has " + value);
            }
            texts.add(value.asText());
        }
        return texts;
    }

    private static Double budget(JsonNode json) {
        JsonNode value = json.path("budget");
        if (!value.isNumber() && json.hasNonNull("budget") || value.isNumber() && value.asDouble() < 0) {
            throw new IllegalArgumentException("budget must be a number of USD, 0 or more, is " + value);
        }
        return value.isNumber() ? value.asDouble() : null;
    }

    private static Map<String, String> texts(String field, JsonNode json) {
        Map<String, String> texts = new TreeMap<>();
        object(field, json)
                .properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    /** Values stay JSON, so that a list or a number is still one; what a model cannot do fails its items, by name. */
    private static Map<String, String> settings(JsonNode json) {
        Map<String, String> settings = new TreeMap<>();
        object("generation", json).properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            settings.put(entry.getKey(), value.isTextual() ? value.asText() : value.toString());
        });
        return settings;
    }

    private static Map<String, Long> frequencies(JsonNode json) {
        Map<String, Long> counts = new TreeMap<>();
        object("frequencies", json).properties().forEach(entry -> {
            if (!entry.getValue().isIntegralNumber()
                    || !entry.getValue().canConvertToLong()
                    || entry.getValue().asLong() < 0) {
                throw new IllegalArgumentException(
                        "frequencies must hold counts of 0 or more, has " + entry.getKey() + ": " + entry.getValue());
            }
            counts.put(entry.getKey(), entry.getValue().asLong());
        });
        return counts;
    }

    private static JsonNode object(String field, JsonNode json) {
        if (!json.isObject() && !json.isMissingNode() && !json.isNull()) {
            throw new IllegalArgumentException(field + " must be an object, is " + json);
        }
        return json;
    }
}
