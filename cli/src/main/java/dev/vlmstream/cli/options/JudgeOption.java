package dev.vlmstream.cli.options;

import dev.vlmstream.cli.offline.TextFile;
import dev.vlmstream.evaluation.verdicts.JudgeSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Who judges answers in text, beside the rules that need no model. */
public final class JudgeOption {
    @Option(
            names = "--judge",
            paramLabel = "RULE=NAME",
            description =
                    "A bundle that judges answers in text: semantic or concept by a sentence encoder, llm-judge by a"
                            + " model that writes; several may be given.")
    private Map<String, String> judges = new LinkedHashMap<>();

    @Option(
            names = "--judge-prompt",
            paramLabel = "FILE",
            description =
                    "What the llm-judge is asked, with {question}, {label} and {answer}; the last line of its reply"
                            + " must be yes or no (default: a prompt of ours).")
    private Path prompt;

    @Option(
            names = "--threshold",
            paramLabel = "RULE=X",
            description = "The cosine from which on an answer is right (default: semantic=0.6, concept=0.7).")
    private Map<String, Double> thresholds = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if they do not fit together */
    public JudgeSettings settings() {
        return new JudgeSettings(judges, prompt == null ? null : TextFile.read(prompt), thresholds);
    }
}
