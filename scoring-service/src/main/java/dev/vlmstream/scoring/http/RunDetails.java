package dev.vlmstream.scoring.http;

import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.metrics.RunMetrics;
import dev.vlmstream.scoring.runs.RunView;
import java.util.List;
import java.util.Map;

/** A run's manifest, and whether it is complete. */
public record RunDetails(
        String run,
        String dataset,
        String split,
        String task,
        String prompt,
        String promptStyle,
        boolean chainOfThought,
        int classCount,
        List<String> classes,
        String benchmark,
        String variant,
        boolean guess,
        List<String> templates,
        Integer labels,
        String order,
        long seed,
        List<String> models,
        Integer maxNewTokens,
        Long items,
        Map<String, List<String>> synonyms,
        Map<String, String> judges,
        String judgePrompt,
        Map<String, Double> thresholds,
        Map<String, String> tags,
        boolean archived,
        String softwareVersion,
        long createdAt,
        boolean complete) {

    static RunDetails of(RunView view) {
        RunManifest manifest = view.manifest().orElseThrow();
        return new RunDetails(
                manifest.getRun(),
                manifest.getDataset(),
                manifest.getSplit(),
                manifest.getTask(),
                manifest.getPrompt(),
                manifest.getPromptStyle(),
                manifest.getChainOfThought(),
                manifest.getClasses().size(),
                manifest.getClasses(),
                manifest.getBenchmark(),
                manifest.getVariant(),
                manifest.getGuess(),
                manifest.getTemplates(),
                manifest.getLabels(),
                manifest.getOrder(),
                manifest.getSeed(),
                manifest.getModels(),
                manifest.getMaxNewTokens(),
                manifest.getItems(),
                manifest.getSynonyms(),
                manifest.getJudges(),
                manifest.getJudgePrompt(),
                manifest.getThresholds(),
                manifest.getTags(),
                manifest.getArchived(),
                manifest.getSoftwareVersion(),
                manifest.getCreatedAt(),
                RunMetrics.of(view).complete());
    }
}
