package dev.vlmstream.cli.report.study;

import dev.vlmstream.cli.push.ContextFit;
import dev.vlmstream.cli.report.results.ProbeResult;
import dev.vlmstream.cli.report.results.PublishedValues;
import dev.vlmstream.cli.report.results.PublishedValues.PublishedKey;
import dev.vlmstream.cli.report.results.Rate;
import dev.vlmstream.cli.report.results.ReportedRate;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.evaluation.probe.ProbeModel;
import dev.vlmstream.evaluation.rules.ExactMatch;
import dev.vlmstream.evaluation.rules.Inclusion;
import dev.vlmstream.evaluation.rules.LlmJudge;
import dev.vlmstream.evaluation.rules.OptionLetter;
import dev.vlmstream.evaluation.rules.TopK;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.statistics.Bounds;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.ModelMetrics.PopeMetrics;
import dev.vlmstream.rest.metrics.RuleMetrics;
import dev.vlmstream.rest.metrics.RunFrequency;
import dev.vlmstream.rest.metrics.RunFrequency.FrequencyMetrics;
import dev.vlmstream.rest.metrics.RunFrequency.FrequencyMetrics.CorrelationMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What runs measured of what the study has numbers of: on its datasets, asked in its ways, judged by its rules. */
final class StudyValues {
    private static final String BLIP = "BLIP2-OPT-2.7B";

    private final List<StudyValue> all = new ArrayList<>();

    private StudyValues() {}

    /** @param frequencies by run */
    static List<StudyValue> of(List<RunResult> runs, List<ProbeResult> probes, Map<String, RunFrequency> frequencies) {
        StudyValues measurements = new StudyValues();
        for (RunResult run : runs) {
            if (!"train".equals(run.details().split())) {
                OneRun one = measurements.new OneRun(run, StudyProtocol.of(run));
                one.add();
                one.addNotApplicable();
                Optional.ofNullable(frequencies.get(run.run())).ifPresent(one::addCorrelations);
            }
        }
        probes.forEach(measurements::add);
        return measurements.all;
    }

    private void add(ProbeResult probe) {
        Optional<String> dataset = PublishedValues.dataset(probe.dataset());
        if (dataset.isPresent() && !probe.onOthers() && probe.kind().equals("linear")) {
            String model = probe.run()
                    .map(run -> run.publishedName(probe.model()))
                    .or(() -> PublishedValues.model(probe.model()))
                    .orElse(probe.model());
            PublishedKey key = new PublishedKey("probe-" + probe.features(), model, dataset.get());
            all.add(StudyValue.of(key, probe.line(PublishedValues.value(key)), true));
        }
    }

    /** One run's numbers. */
    private final class OneRun {
        private final RunResult run;
        private final StudyProtocol asking;
        private final @Nullable String dataset;

        private OneRun(RunResult run, StudyProtocol asking) {
            this.run = run;
            this.asking = asking;
            this.dataset = names().map(PublishedValues::dataset)
                    .flatMap(Optional::stream)
                    .findFirst()
                    .orElse(null);
        }

        /** What the run's data may be called: of a benchmark by its id, of a part of one by that and the part. */
        private Stream<String> names() {
            String benchmark = run.details().benchmark();
            String split = run.details().split();
            return run.task().equals("question-answering") && benchmark != null
                    ? Stream.of(benchmark, benchmark + " " + split, run.dataset(), run.dataset() + " " + split)
                    : Stream.of(run.dataset());
        }

        private void add() {
            for (ModelMetrics model : run.models()) {
                switch (model.task()) {
                    case "open-world" -> openWorld(model);
                    case "closed-world" -> closedWorld(model);
                    case "zero-shot" -> ranked(model);
                    case "supervised" -> supervised(model);
                    case "class-likelihood" -> likelihood(model);
                    case "multiple-choice" -> multipleChoice(model);
                    case "question-answering" -> questions(model);
                    default -> {
                        // The study has no such task.
                    }
                }
            }
        }

        private void openWorld(ModelMetrics model) {
            asking.wording()
                    .ifPresent(wording -> add(
                            "open-world" + (wording.equals("base") ? "" : "-" + wording), model, Inclusion.LABEL.id()));
            if (asking.isBase()) {
                add("synonyms", model, Inclusion.WITH_SYNONYMS.id());
                gain(model);
            }
            if (asking.changesOnly(RunSettings.PROMPT.key())) {
                add("fine-tuned", model, ExactMatch.RULE.id());
                add("captions", model, Inclusion.LABEL.id());
            }
        }

        /** Whatever has the label is right with its other names, too: the difference is a rate of its own. */
        private void gain(ModelMetrics model) {
            RuleMetrics alone = model.rules().get(Inclusion.LABEL.id());
            RuleMetrics either = model.rules().get(Inclusion.WITH_SYNONYMS.id());
            if (alone != null && either != null && alone.n() == either.n() && either.correct() >= alone.correct()) {
                Rate gain = new Rate(either.n(), either.correct() - alone.correct());
                all.add(StudyValue.of(key("synonyms-gain", model.model()), run.run(), gain, true, Optional.empty()));
            }
        }

        private void closedWorld(ModelMetrics model) {
            closedWorldSetting().ifPresent(setting -> add(setting, model, Inclusion.LABEL.id()));
        }

        private Optional<String> closedWorldSetting() {
            if (run.hasLabels()) {
                return asking.isBase()
                        ? Optional.of("closed-world-" + run.details().labels())
                        : Optional.empty();
            }
            if (asking.isBase()) {
                return Optional.of("closed-world");
            }
            if (asking.isWith(RunSettings.ORDER.key(), "fixed")) {
                return Optional.of("closed-world-fixed-order");
            }
            return asking.isWith(RunSettings.CHAIN_OF_THOUGHT.key(), "true")
                    ? Optional.of("closed-world-chain-of-thought")
                    : Optional.empty();
        }

        private void ranked(ModelMetrics model) {
            if (asking.isBase()) {
                add(run.hasLabels() ? "zero-shot-" + run.details().labels() : "zero-shot", model, TopK.TOP1.id());
            }
        }

        private void supervised(ModelMetrics model) {
            // The study reports its linear probes at the best epoch.
            Optional<ProbeModel> probe = ProbeModel.of(model.model()).filter(one -> one.isBestEpoch() && !one.mlp());
            if (probe.isPresent()) {
                String setting = "probe-" + probe.get().features();
                add(key(setting, probe.get().base()), model, TopK.TOP1.id(), true);
            } else {
                add("linear-head", model, TopK.TOP1.id());
            }
        }

        /** The published script has tokens of its own for BLIP-2's names; those of LLaVA are the same either way. */
        private void likelihood(ModelMetrics model) {
            boolean asPublished = !run.publishedName(model.model()).equals(BLIP)
                    || "study".equals(run.spec().get(RunSettings.TOKENISATION));
            if (asPublished && asking.changesOnly(RunSettings.TOKENISATION.key())) {
                add("likelihood-sum", model, TopK.LIKELIHOOD_SUM.id());
                add("likelihood-mean", model, TopK.LIKELIHOOD_MEAN.id());
                if (model.calibration() != null) {
                    add(
                            key("likelihood-calibrated", model.model()),
                            model,
                            "likelihood-calibrated",
                            model.calibration().best(),
                            true);
                }
            }
        }

        private void multipleChoice(ModelMetrics model) {
            asking.imageWikiQa().ifPresent(setting -> add(setting, model, OptionLetter.MCQ_GUESS.id()));
        }

        private void questions(ModelMetrics model) {
            if (asking.isBase()) {
                if ("textvqa".equals(run.details().benchmark()) && model.primaryRule() != null) {
                    add("textvqa", model, model.primaryRule());
                }
                PopeMetrics poll = model.poll();
                if (poll != null && dataset != null) {
                    PopeMetrics.Figure f1 = poll.f1();
                    all.add(StudyValue.of(
                            key("pope-f1", model.model()),
                            run.run(),
                            f1 == null ? null : Double.valueOf(100 * f1.value()),
                            f1 == null ? null : new Bounds(100 * f1.low(), 100 * f1.high()),
                            1));
                }
                add(key("mm-vet", model.model()), model, LlmJudge.RULE.id(), false);
            }
        }

        private void addNotApplicable() {
            Optional<String> setting = run.task().equals("closed-world") ? closedWorldSetting() : Optional.empty();
            run.details().tags().keySet().stream()
                    .filter(tag -> tag.startsWith(ContextFit.TAG) && setting.isPresent() && dataset != null)
                    .map(tag -> key(setting.get(), tag.substring(ContextFit.TAG.length())))
                    .forEach(key -> all.add(StudyValue.notApplicable(key, run.run())));
        }

        private void addCorrelations(RunFrequency frequency) {
            if (asking.changesOnly(RunSettings.PROMPT.key())
                    && dataset != null
                    && List.of("open-world", "zero-shot").contains(run.task())) {
                for (FrequencyMetrics model : frequency.models()) {
                    correlation("spearman", model.model(), model.spearman());
                    correlation("pearson", model.model(), model.pearson());
                }
            }
        }

        private void correlation(String setting, String model, CorrelationMetrics figure) {
            Bounds interval =
                    figure.low() == null || figure.high() == null ? null : new Bounds(figure.low(), figure.high());
            all.add(StudyValue.of(key(setting, model), run.run(), figure.value(), interval, 2));
        }

        private void add(String setting, ModelMetrics model, String rule) {
            add(key(setting, model.model()), model, rule, true);
        }

        private void add(PublishedKey key, ModelMetrics model, String rule, boolean isSameRule) {
            RuleMetrics counts = model.rules().get(rule);
            if (counts != null) {
                add(key, model, rule, counts, isSameRule);
            }
        }

        private void add(PublishedKey key, ModelMetrics model, String rule, RuleMetrics counts, boolean isSameRule) {
            if (dataset != null) {
                ReportedRate line = run.line(model, key.setting(), rule, counts, PublishedValues.value(key));
                all.add(StudyValue.of(key, line, isSameRule));
            }
        }

        /** Of no dataset of the study: of one without a name, which no table has. */
        private PublishedKey key(String setting, String model) {
            return new PublishedKey(setting, run.publishedName(model), dataset == null ? "" : dataset);
        }
    }
}
