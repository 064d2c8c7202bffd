package dev.vlmstream.cli.lmmseval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.lmmseval.ModelSamples.Mean;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.evaluation.PythonJson;
import dev.vlmstream.evaluation.judging.Rule;
import dev.vlmstream.evaluation.rules.Rules;
import dev.vlmstream.rest.metrics.ModelMetrics;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model's aggregated results as {@code save_results_aggregated} writes them. What lmms-eval says of itself (its version,
 * seeds, device) is null here.
 */
final class LmmsEvalResults {
    private static final String NOT_AVAILABLE = "N/A";

    private final LmmsEvalTask task;
    private final ModelMetrics model;
    private final Map<String, Mean> metrics;

    LmmsEvalResults(LmmsEvalTask task, ModelMetrics model, Map<String, Mean> metrics) {
        this.task = task;
        this.model = model;
        this.metrics = metrics;
    }

    /** @param digest of the samples */
    String json(int samples, String digest) {
        Double duration = duration();
        ObjectNode results = Json.object();
        results.putObject("results").set(task.name(), metrics());
        results.putObject("group_subtasks").putArray(task.name());
        results.putObject("configs").set(task.name(), taskConfig());
        results.putObject("versions").put(task.name(), NOT_AVAILABLE);
        results.putObject("n-shot").put(task.name(), 0);
        results.putObject("higher_is_better").set(task.name(), higherIsBetter());
        results.putObject("n-samples")
                .putObject(task.name())
                .put("original", task.run().items())
                .put("effective", samples);
        results.set("config", config());
        Stream.of("git_hash", "git_branch", "lmms_eval_version").forEach(results::putNull);
        results.put("date", task.date());
        results.putObject("task_hashes").put(task.name(), digest);
        results.put("model_source", "vlmstream")
                .put("model_name", model.model())
                .put("model_name_sanitized", LmmsEvalTask.directoryOf(model.model()));
        Stream.of("system_instruction", "system_instruction_sha", "fewshot_as_multiturn", "chat_template")
                .forEach(results::putNull);
        results.putNull("chat_template_sha")
                .put("start_time", duration == null ? null : 0.0)
                .put("end_time", duration)
                .put("total_evaluation_time_seconds", duration == null ? null : String.valueOf(duration));
        return PythonJson.indented(results);
    }

    /** The answers' rules under the only filter that lmms-eval's tasks have unless they say otherwise. */
    private ObjectNode metrics() {
        ObjectNode all = Json.object().put("alias", task.name());
        metrics.forEach((rule, mean) -> {
            all.put(rule + ",none", mean.value());
            for (String error : new String[] {"_stderr,none", "_stderr_clt,none"}) {
                if (mean.n() > 1) {
                    all.put(rule + error, mean.standardError());
                } else {
                    all.put(rule + error, NOT_AVAILABLE);
                }
            }
            all.put(rule + "_stderr_clustered,none", NOT_AVAILABLE);
        });
        return all;
    }

    private ObjectNode taskConfig() {
        return Json.object()
                .put("task", task.name())
                .put("dataset_path", task.run().dataset())
                .put("test_split", task.run().split())
                .put("num_fewshot", 0)
                .put("output_type", "generate_until")
                .put("repeats", 1);
    }

    /** Null of a rule that is neither right nor wrong. */
    private ObjectNode higherIsBetter() {
        ObjectNode better = Json.object();
        metrics.keySet().forEach(rule -> {
            if (Rules.ALL.stream()
                    .filter(Rule::isNeutral)
                    .anyMatch(known -> known.id().equals(rule))) {
                better.putNull(rule);
            } else {
                better.put(rule, true);
            }
        });
        return better;
    }

    private ObjectNode config() {
        ObjectNode config = Json.object()
                .put("model", "vlmstream")
                .put(
                        "model_args",
                        "model=" + model.model() + ",digest=" + model.digest() + ",run="
                                + task.run().run())
                .put("model_backend", "vlmstream " + task.run().softwareVersion() + " (" + model.task() + ")");
        Stream.of(
                        "batch_size",
                        "batch_sizes",
                        "device",
                        "use_cache",
                        "limit",
                        "offset",
                        "bootstrap_iters",
                        "gen_kwargs")
                .forEach(config::putNull);
        config.put("random_seed", task.run().seed());
        Stream.of("numpy_seed", "torch_seed", "fewshot_seed").forEach(config::putNull);
        return config;
    }

    /** Seconds from the first answer on: lmms-eval's clock, too, begins anywhere. */
    private @Nullable Double duration() {
        return model.firstAt() == null || model.lastAt() == null ? null : (model.lastAt() - model.firstAt()) / 1000.0;
    }
}
