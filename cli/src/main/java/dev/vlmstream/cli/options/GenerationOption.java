package dev.vlmstream.cli.options;

import dev.vlmstream.cli.output.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** How answers are decoded, where not as the model's {@code generation_config.json} says. Named as transformers names them. */
public final class GenerationOption {
    @Option(names = "--num-beams", paramLabel = "N", description = "Beam search with N beams.")
    private Integer numBeams;

    @Option(names = "--length-penalty", paramLabel = "X", description = "Beams: score = log-probability / length^X.")
    private Double lengthPenalty;

    @Option(names = "--temperature", paramLabel = "T", description = "Sample at temperature T; 0 is greedy.")
    private Double temperature;

    @Option(names = "--top-k", paramLabel = "K", description = "Sample among the K likeliest tokens.")
    private Integer topK;

    @Option(names = "--top-p", paramLabel = "P", description = "Sample among the likeliest tokens of mass P.")
    private Double topP;

    @Option(
            names = "--repetition-penalty",
            paramLabel = "X",
            description = "Above 1: tokens that occurred become less likely.")
    private Double repetitionPenalty;

    @Option(names = "--no-repeat-ngram", paramLabel = "N", description = "No N tokens in a row occur twice.")
    private Integer noRepeatNgram;

    @Option(names = "--min-new-tokens", paramLabel = "N", description = "Shortest answer in tokens.")
    private Integer minNewTokens;

    @Option(names = "--stop", paramLabel = "TEXT", description = "An answer ends with this text; several may be given.")
    private List<String> stop = List.of();

    @Option(
            names = "--generation",
            paramLabel = "NAME=VALUE",
            description = "Any other setting by its name in generation_config.json, e.g. typical_p=0.9; several may be"
                    + " given.")
    private Map<String, String> others = Map.of();

    /** Settings by their names in {@code generation_config.json}, values as JSON. */
    public Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        put(settings, "num_beams", numBeams);
        put(settings, "length_penalty", lengthPenalty);
        put(settings, "repetition_penalty", repetitionPenalty);
        put(settings, "no_repeat_ngram_size", noRepeatNgram);
        put(settings, "min_new_tokens", minNewTokens);
        putSampling(settings);
        if (!stop.isEmpty()) {
            var texts = Json.array();
            stop.forEach(texts::add);
            settings.put("stop_strings", texts.toString());
        }
        settings.putAll(others);
        return settings;
    }

    /** Who names a temperature wants to sample; without do_sample it would be passed over, as transformers does. */
    private void putSampling(Map<String, String> settings) {
        if (temperature != null && temperature == 0) {
            settings.put("do_sample", "false");
            return;
        }
        put(settings, "temperature", temperature);
        put(settings, "top_k", topK);
        put(settings, "top_p", topP);
        if (temperature != null || topK != null || topP != null) {
            settings.put("do_sample", "true");
        }
    }

    private static void put(Map<String, String> settings, String name, Number value) {
        if (value != null) {
            settings.put(name, value.toString());
        }
    }
}
