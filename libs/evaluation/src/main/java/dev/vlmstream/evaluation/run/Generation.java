package dev.vlmstream.evaluation.run;

import java.util.Map;
import java.util.TreeMap;

/** Decoding settings by their names in {@code generation_config.json}, from the run settings of their own. */
final class Generation {
    private static final String SAMPLING = "do_sample";

    private Generation() {}

    static Map<String, Object> of(RunSpec spec) {
        Map<String, Object> generation = new TreeMap<>();
        for (RunSetting<?> setting : RunSettings.all()) {
            setting.generation().ifPresent(name -> spec.find(setting).ifPresent(value -> generation.put(name, value)));
        }
        sampling(spec, generation);
        generation.putAll(spec.get(RunSettings.GENERATION));
        return generation;
    }

    /** Who names a temperature wants to sample; without do_sample it would be skipped, as transformers does. */
    private static void sampling(RunSpec spec, Map<String, Object> generation) {
        if (spec.find(RunSettings.TEMPERATURE).filter(t -> t == 0).isPresent()) {
            for (RunSetting<?> setting : RunSettings.SAMPLING) {
                generation.remove(setting.generation().orElseThrow());
            }
            generation.put(SAMPLING, false);
        } else if (RunSettings.SAMPLING.stream().anyMatch(spec::isGiven)) {
            generation.put(SAMPLING, true);
        }
    }
}
