package dev.vlmstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.PrintingCommand;
import dev.vlmstream.cli.offline.Predictor;
import dev.vlmstream.cli.options.Converters;
import dev.vlmstream.cli.options.Converters.OneOf;
import dev.vlmstream.cli.options.ModelsOption;
import dev.vlmstream.cli.options.RuntimeOption;
import dev.vlmstream.cli.options.SettingOptions;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.datasets.ClassList;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.evaluation.Questions;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.Tokenisation;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.schemas.topics.ManifestFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "predict",
        description = "Asks one model about one image, or a sentence encoder about texts, without Kafka.",
        footer = {
            "  vlmstream predict --model emoji-vlm --image cat.jpg",
            "  vlmstream predict --model emoji-vlm --image cat.jpg --prompt \"Is this a dog?\" --json",
            "  vlmstream predict --model emoji-clip --image cat.jpg --classes names.txt",
            "  vlmstream predict --model emoji-vlm --image cat.jpg --classes names.txt",
            "  vlmstream predict --model models/efficientnet-lite0 --image photo.jpg --top 3",
            "  vlmstream predict --model models/minilm --text \"a great white shark\" --text tench"
        })
final class PredictCommand extends PrintingCommand {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "The bundle's name, or its directory.")
    private String model;

    @Mixin
    private ModelsOption models;

    @Option(
            names = "--image",
            paramLabel = "FILE",
            description = "The image; a question may also be asked without one.")
    private @Nullable Path image;

    @Option(
            names = "--prompt",
            paramLabel = "ID|TEXT",
            defaultValue = "base",
            description = "The question, or one of the study's: base, identify, main-object, name"
                    + " (default: ${DEFAULT-VALUE}).")
    private String prompt;

    @Option(
            names = "--classes",
            paramLabel = "FILE",
            description =
                    "Class names to rank, a JSON array or one per line; a vision-language model ranks them by their"
                            + " likelihood after the opening words of an answer.")
    private @Nullable Path classes;

    @Option(
            names = "--text",
            paramLabel = "TEXT",
            description = "For a sentence encoder, two or more texts: prints the cosine of each pair.")
    private List<String> texts = List.of();

    @Option(
            names = "--answer-prefix",
            paramLabel = "TEXT",
            description = "With --classes and a vision-language model: the words before the class name"
                    + " (default: the study's of the model's family).")
    private @Nullable String answerPrefix;

    @Option(
            names = "--tokenisation",
            paramLabel = "KIND",
            defaultValue = "direct",
            description =
                    "How class names are tokenised: direct, as part of the text, or study, as in the published script"
                            + " (default: ${DEFAULT-VALUE}).")
    private Tokenisation tokenisation;

    @Option(
            names = "--template",
            paramLabel = "T",
            defaultValue = "A photo of a {}",
            description = "The text for a dual encoder, with {} for the class; several form an ensemble (default:"
                    + " ${DEFAULT-VALUE}).")
    private List<String> templates;

    @Option(
            names = "--top",
            paramLabel = "N",
            converter = Converters.FromOne.class,
            defaultValue = "5",
            description = "How many classes a ranking has (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(
            names = "--prompt-style",
            paramLabel = "STYLE",
            converter = PromptStyles.class,
            defaultValue = "bundle",
            description = "bundle: the model's chat template; study: the published text (default: ${DEFAULT-VALUE}).")
    private String promptStyle;

    @Option(names = "--chain-of-thought", description = "Append \"Let's think step by step.\" as the study does.")
    private boolean chainOfThought;

    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            converter = Converters.FromOne.class,
            description = "Maximum length of the answer, in tokens.")
    private @Nullable Integer maxNewTokens;

    @Mixin
    private GenerationOption generation;

    @Mixin
    private RuntimeOption runtime;

    @Option(names = "--json", description = "Print everything as JSON: text, token_ids, input_ids, timings.")
    private boolean json;

    static final class PromptStyles extends OneOf {
        PromptStyles() {
            super(TaskDefinition.BUILT_IN_STYLES);
        }
    }

    @Override
    public Integer call() throws DatasetException, IOException {
        if (image != null && Files.isDirectory(image)) {
            throw new CommandFailure("--image " + image + " is a folder: name one image");
        }
        byte[] bytes = image == null ? null : Files.readAllBytes(image);
        Predictor.Wish wish = new Predictor.Wish(
                Questions.variants().getOrDefault(prompt, prompt),
                promptStyle,
                chainOfThought,
                settings(),
                classes == null ? List.of() : ClassList.read(classes).names(),
                templates,
                Optional.ofNullable(answerPrefix),
                tokenisation,
                top,
                texts);
        try (Model loaded = ModelLoader.load(models.named(model), runtime.options())) {
            print(new Predictor(loaded).predict(bytes, image == null ? null : image.toString(), wish));
        }
        return 0;
    }

    private Map<String, String> settings() {
        Map<String, String> settings = generation.settings();
        if (maxNewTokens != null) {
            settings.put("max_new_tokens", maxNewTokens.toString());
        }
        return settings;
    }

    private void print(ObjectNode answer) {
        if (json) {
            print(Json.line(answer));
        } else if (answer.has("text")) {
            print(answer.path("text").asText());
        } else {
            for (JsonNode place : answer.path("ranking")) {
                print(line(place, "score", place.path("name").asText()));
            }
            for (JsonNode pair : answer.path("cosines")) {
                print(line(
                        pair,
                        "cosine",
                        pair.path("a").asText() + " | " + pair.path("b").asText()));
            }
        }
    }

    private static String line(JsonNode of, String number, String words) {
        return String.format(Locale.ROOT, "%9.4f  %s", of.path(number).asDouble(), words);
    }

    /** How answers are decoded, where not as the model's {@code generation_config.json} says. Named as transformers names them. */
    @Command
    private static final class GenerationOption extends SettingOptions {
        GenerationOption() {
            super(RunSettings.ofGeneration());
        }

        /** Settings by their names in {@code generation_config.json}, values as JSON. */
        Map<String, String> settings() {
            return ManifestFields.texts(RunSpec.of(given()).get(RunSettings.GENERATION));
        }
    }
}
