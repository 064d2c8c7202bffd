package dev.vlmstream.cli.report.study;

import dev.vlmstream.cli.report.study.StudyTable.Side;
import dev.vlmstream.cli.report.study.StudyTable.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables of Zhang et al. (NeurIPS 2024) that have results. Their numbers are those of {@code published.json}, and
 * docs/study-tables.md prints them.
 */
public final class StudyTables {
    private static final String LLAVA = "LLaVA1.5-7B";
    private static final String BLIP = "BLIP2-OPT-2.7B";
    private static final String GPT = "GPT-4 Turbo";
    private static final String CLIP = "CLIP-L/14-336";
    private static final String EVA = "EVA-G/14";
    private static final String INSTRUCTED = "LLaVA1.5-7B, projector on ImageNet and LLaVA-665K";
    private static final String ON_IMAGENET = "LLaVA1.5-7B, projector on ImageNet";
    private static final String[] VLMS = {
        BLIP,
        "InstructBLIP-7B",
        "InstructBLIP-13B",
        LLAVA,
        "LLaVA-NeXT-Vicuna-7B",
        "LLaVA1.5-13B",
        "LLaVA-NeXT-Mistral-7B",
        "Claude 3 Opus",
        "Gemini 1.0 Pro",
        GPT
    };
    private static final String[] FOUR = {"ImageNet", "Flowers102", "Stanford Cars", "Caltech101"};

    /** In the study's order. */
    public static final List<StudyTable> ALL = List.of(
            new Declaration("Table 1", "VLMs and CLIPs on classification benchmarks")
                    .note("An answer is right if it contains the label. CLIPs rank the classes by cosine, with one"
                            + " template.")
                    .rows(Side.MODEL)
                    .columns(Side.SETTING, Side.DATASET)
                    .on(FOUR)
                    .setting("open-world", "open world")
                    .setting("closed-world", "closed world")
                    .setting("zero-shot", "closed world")
                    .subjects(VLMS)
                    .subjects(CLIP, EVA)
                    .andOthers("open-world", "closed-world", "zero-shot")
                    .table(),
            new Declaration("Table 2", "Inference: prompts, label order, chain of thought, likelihood")
                    .note("The calibrated likelihood uses the α that is best on the same items that are judged, as"
                            + " in the study. The honest number is in the section Class likelihood.")
                    .rows(Side.SETTING)
                    .columns(Side.MODEL, Side.DATASET)
                    .on(FOUR)
                    .setting("open-world", "base prompt")
                    .setting("open-world-identify", "prompt “Identify the object in this image.”")
                    .setting("open-world-main-object", "prompt “What is the main object depicted in this photograph?”")
                    .setting("closed-world-fixed-order", "labels, fixed order")
                    .setting("closed-world", "labels, random order")
                    .setting("closed-world-chain-of-thought", "labels, random order, chain of thought")
                    .setting("likelihood-sum", "likelihood, sum over tokens")
                    .setting("likelihood-mean", "likelihood, mean over tokens")
                    .setting("likelihood-calibrated", "likelihood, calibrated")
                    .subjects(LLAVA, BLIP)
                    .table(),
            new Declaration("Table 3", "Training: probes and fine-tuning")
                    .note("Probes use the epoch that is best on the same items that are judged, as in the study; the"
                            + " honest number is in the section Probes. Each fine-tuned model was trained on the"
                            + " column's dataset, and its answer is right if it is the label, ignoring case.")
                    .rows(Side.MODEL, Side.SETTING)
                    .columns(Side.DATASET)
                    .on(FOUR)
                    .setting("probe-last", "probe of the last token")
                    .setting("probe-mean", "probe of the mean token")
                    .setting("linear-head", "")
                    .setting("fine-tuned", "")
                    .subject(LLAVA, LLAVA, "probe-last", "probe-mean")
                    .subject(BLIP, BLIP, "probe-last", "probe-mean")
                    .subject("CLIP-L/14-336, linear head", "CLIP-L/14-336, linear head on {}", "linear-head")
                    .subject("LLaVA1.5-7B, projector", "LLaVA1.5-7B, projector on {}", "fine-tuned")
                    .subject("LLaVA1.5-7B, projector and LoRA", "LLaVA1.5-7B, projector and LoRA on {}", "fine-tuned")
                    .subject("EVA-G/14, linear head", "EVA-G/14, linear head on {}", "linear-head")
                    .subject("BLIP2-OPT-2.7B, Q-Former", "BLIP2-OPT-2.7B, Q-Former on {}", "fine-tuned")
                    .andOthers("probe-last", "probe-mean")
                    .table(),
            new Declaration("Table 4", "Type of training data")
                    .note("The answer of a model trained on labels is right if it is the label, ignoring case; that"
                            + " of other models, if it contains the label.")
                    .rows(Side.MODEL)
                    .columns(Side.DATASET)
                    .on("Flowers102", "Stanford Cars", "Caltech101")
                    .subject("LLaVA1.5-7B, zero shot", LLAVA, "open-world")
                    .subject("CLIP-L/14-336, linear head", "CLIP-L/14-336, linear head on {}", "linear-head")
                    .subject("LLaVA1.5-7B, projector on labels", "LLaVA1.5-7B, projector on {}", "fine-tuned")
                    .subject(
                            "LLaVA1.5-7B, projector on captions",
                            "LLaVA1.5-7B, projector on captions of {}",
                            "captions")
                    .table(),
            new Declaration("Table 5", "ImageWikiQA")
                    .note("The models think step by step, and a letter is guessed if an answer has none (push"
                            + " --chain-of-thought --guess). Guessing alone is right in 25 % of cases.")
                    .rows(Side.MODEL, Side.SETTING)
                    .columns(Side.DATASET)
                    .on("ImageWikiQA")
                    .setting("imagewikiqa", "")
                    .setting("filter-class-name", "class name given, by construction")
                    .setting("filter-no-image", "without the image, by construction")
                    .setting("class-name-and-article", "class name and article given")
                    .setting("imagewikiqa-class-name", "class name given")
                    .subject("Random", "Random", "imagewikiqa")
                    .subject("Max Freq", "Max Freq", "imagewikiqa")
                    .subject(GPT, GPT, "filter-class-name", "filter-no-image")
                    .subject("Human", "Human", "class-name-and-article")
                    .subject(LLAVA, LLAVA, "imagewikiqa-class-name")
                    .in("imagewikiqa", "Gemini 1.0 Pro", "Claude 3 Opus", GPT, BLIP, "InstructBLIP-7B")
                    .in("imagewikiqa", "LLaVA-NeXT-Vicuna-7B", "InstructBLIP-13B", "LLaVA1.5-13B", LLAVA)
                    .in("imagewikiqa", "LLaVA-NeXT-Mistral-7B", ON_IMAGENET, INSTRUCTED)
                    .andOthers("imagewikiqa", "imagewikiqa-class-name")
                    .table(),
            new Declaration("Table 8", "Synonyms on ImageNet")
                    .note("In the open world. The gain counts the answers that do not contain the label, but one of"
                            + " its other names.")
                    .rows(Side.MODEL)
                    .columns(Side.SETTING)
                    .on("ImageNet")
                    .setting("open-world", "label alone")
                    .setting("synonyms", "with synonyms")
                    .setting("synonyms-gain", "gain")
                    .subjects(VLMS)
                    .table(),
            new Declaration("Table 9", "Label-set size")
                    .note("In the closed world with K labels, including the right one, so guessing is right once in K.")
                    .rows(Side.MODEL, Side.SETTING)
                    .columns(Side.DATASET)
                    .on(FOUR)
                    .settings("closed-world-", 2, 5, 20, 100)
                    .settings("zero-shot-", 2, 5, 20, 100)
                    .subject(LLAVA, LLAVA, "closed-world-2", "closed-world-5", "closed-world-20", "closed-world-100")
                    .subject(BLIP, BLIP, "closed-world-2", "closed-world-5", "closed-world-20", "closed-world-100")
                    .subject(CLIP, CLIP, "zero-shot-2", "zero-shot-5", "zero-shot-20", "zero-shot-100")
                    .andOthers("closed-world-2", "closed-world-5", "closed-world-20", "closed-world-100")
                    .andOthers("zero-shot-2", "zero-shot-5", "zero-shot-20", "zero-shot-100")
                    .table(),
            new Declaration("Table 10", "Probes by position, on Flowers102")
                    .note("Probes use the epoch that is best on the same items that are judged, as in the study.")
                    .rows(Side.MODEL)
                    .columns(Side.SETTING)
                    .on("Flowers102")
                    .positions(0, 100, 200, 300, 400, 500, 600, -3, -2)
                    .setting("probe-last", "−1")
                    .setting("probe-mean", "mean")
                    .subjects(LLAVA)
                    .table(),
            new Declaration("Table 11", "Class frequency and accuracy")
                    .note("The correlation between a class's accuracy and how often its name occurs in LLaVA's"
                            + " training texts; Spearman's with its 95 % interval.")
                    .rows(Side.MODEL)
                    .columns(Side.SETTING, Side.DATASET)
                    .on(FOUR)
                    .setting("spearman", "Spearman")
                    .setting("pearson", "Pearson")
                    .subjects(CLIP, ON_IMAGENET, LLAVA)
                    .table(),
            new Declaration("Table 12", "Inference, with GPT-4")
                    .rows(Side.SETTING)
                    .columns(Side.MODEL, Side.DATASET)
                    .on(FOUR)
                    .setting("open-world", "base prompt")
                    .setting("closed-world-fixed-order", "labels, fixed order")
                    .setting("closed-world", "labels, random order")
                    .setting("closed-world-chain-of-thought", "labels, random order, chain of thought")
                    .subjects(LLAVA, GPT)
                    .table(),
            new Declaration("Table 13", "Other benchmarks after fine-tuning")
                    .note("TextVQA has OCR tokens in the question. POPE is measured by F1, like the released model's"
                            + " row in its paper (Liu et al., arXiv 2310.03744); the study does not say. MM-Vet is"
                            + " graded by GPT-4 in the study, but is right or wrong here, by the run's judge, so"
                            + " no difference is shown.")
                    .rows(Side.MODEL)
                    .columns(Side.DATASET)
                    .on("TextVQA", "POPE popular", "POPE adversarial", "MM-Vet")
                    .setting("textvqa", "")
                    .setting("pope-f1", "")
                    .setting("mm-vet", "")
                    .subjects(LLAVA, INSTRUCTED)
                    .table(),
            new Declaration("Section 4.3", "ImageNet after fine-tuning on ImageNet and LLaVA-665K")
                    .note("An answer is right if it is the label, ignoring case.")
                    .rows(Side.MODEL)
                    .columns(Side.DATASET)
                    .on("ImageNet")
                    .subject(INSTRUCTED, INSTRUCTED, "fine-tuned")
                    .table());

    private StudyTables() {}

    /** A table that is being declared. */
    private static final class Declaration {
        private final String number;
        private final String title;
        private String note = "";
        private List<Side> rows = List.of();
        private List<Side> columns = List.of();
        private List<String> datasets = List.of();
        private final Map<String, String> settings = new LinkedHashMap<>();
        private final List<Subject> subjects = new ArrayList<>();
        private final List<String> others = new ArrayList<>();

        private Declaration(String number, String title) {
            this.number = number;
            this.title = title;
        }

        private Declaration note(String text) {
            note = text;
            return this;
        }

        private Declaration rows(Side... sides) {
            rows = List.of(sides);
            return this;
        }

        private Declaration columns(Side... sides) {
            columns = List.of(sides);
            return this;
        }

        private Declaration on(String... names) {
            datasets = List.of(names);
            return this;
        }

        private Declaration setting(String name, String words) {
            settings.put(name, words);
            return this;
        }

        private Declaration settings(String prefix, int... labels) {
            for (int k : labels) {
                settings.put(prefix + k, "K = " + k);
            }
            return this;
        }

        private Declaration positions(int... tokens) {
            for (int token : tokens) {
                settings.put("probe-position:" + token, String.valueOf(token).replace('-', '−'));
            }
            return this;
        }

        private Declaration subject(String label, String model, String... asked) {
            subjects.add(new Subject(label, model, List.of(asked)));
            List.of(asked).forEach(setting -> settings.putIfAbsent(setting, ""));
            return this;
        }

        /** Each in all settings that are declared so far. */
        private Declaration subjects(String... models) {
            for (String model : models) {
                subjects.add(new Subject(model, model, List.copyOf(settings.keySet())));
            }
            return this;
        }

        private Declaration in(String setting, String... models) {
            for (String model : models) {
                subject(model, model, setting);
            }
            return this;
        }

        private Declaration andOthers(String... asked) {
            others.addAll(List.of(asked));
            return this;
        }

        private StudyTable table() {
            return new StudyTable(number, title, note, rows, columns, subjects, settings, datasets, others);
        }
    }
}
