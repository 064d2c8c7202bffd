package dev.vlmstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.PrintingCommand;
import dev.vlmstream.cli.command.WrongValue;
import dev.vlmstream.cli.options.Converters;
import dev.vlmstream.cli.options.TargetOption;
import dev.vlmstream.cli.output.AtomicFile;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.push.RunRegistry;
import dev.vlmstream.cli.stack.TopicReader;
import dev.vlmstream.cli.wikiqa.ArticleFiles;
import dev.vlmstream.cli.wikiqa.Difficulty;
import dev.vlmstream.cli.wikiqa.FilterOption;
import dev.vlmstream.cli.wikiqa.FilterOption.QuestionFilter;
import dev.vlmstream.cli.wikiqa.JudgedQuestion;
import dev.vlmstream.cli.wikiqa.MadeDataset;
import dev.vlmstream.cli.wikiqa.MakingState;
import dev.vlmstream.cli.wikiqa.MakingTopics;
import dev.vlmstream.cli.wikiqa.MakingTopics.MakingPlan;
import dev.vlmstream.cli.wikiqa.MakingWatch;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.evaluation.rules.LlmJudge;
import dev.vlmstream.evaluation.wikiqa.ClassArticles;
import dev.vlmstream.evaluation.wikiqa.DatasetDraw;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.topics.Keys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

@Command(
        name = "wikiqa",
        description = {
            "Makes a dataset of multiple-choice questions about images, like the study's ImageWikiQA: a model writes"
                    + " questions from articles about classes, and those that it can answer only with the class's name"
                    + " are kept.",
            "The judge service runs the models (vlmstream up --judges DIR): models behind APIs, or generative bundles.",
            "Safe to interrupt and to repeat: the making continues in the service, and the same command resumes it."
                    + " Nothing already answered is asked, or paid for, again."
        },
        footerHeading = "%n",
        footer = {
            "Beside FILE it writes FILE's name with .provenance.jsonl (for each question the article's sentences, both"
                    + " answers and the outcome; also everything unusable, with the reason) and with .card.md (a data"
                    + " card).",
            "",
            "Examples:",
            "  vlmstream wikiqa --articles articles.jsonl --model gpt-4-turbo --images photos/ --out wikiqa.jsonl"
                    + " --budget 20",
            "  vlmstream push wikiqa.jsonl --task multiple-choice --wait"
        })
public final class WikiQaCommand extends PrintingCommand {
    @Option(
            names = "--articles",
            required = true,
            paramLabel = "PATH",
            description =
                    "JSON Lines with \"class\" and \"articles\" (a text or several), a JSON object of class → articles,"
                            + " or a folder of CLASS.txt or CLASS/*.txt.")
    private Path articles;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "The model that writes and answers the questions.")
    private String model;

    @Option(
            names = "--filter-model",
            paramLabel = "NAME",
            description = "Another model that answers, so that the author does not filter its own questions (default:"
                    + " --model, as in the study).")
    private @Nullable String filterModel;

    @Option(
            names = "--images",
            required = true,
            paramLabel = "DATASET",
            description = "The classes' images: a folder of image folders, or a dataset whose labels are the classes.")
    private Path images;

    @Option(names = "--split", paramLabel = "SPLIT", description = "The split of --images (the study: valid).")
    private @Nullable String split;

    @Option(
            names = "--classes",
            paramLabel = "FILE",
            description =
                    "What the classes of --images are called, a name a line or a JSON array, if they are numbers there.")
    private @Nullable Path classList;

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "FILE",
            description = "The dataset, JSON Lines.")
    private Path out;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The making's name (default: FILE's, without its ending).")
    private @Nullable String name;

    @Option(
            names = "--questions",
            paramLabel = "N",
            converter = Converters.FromOne.class,
            defaultValue = "5",
            description = "Questions requested per class (default: ${DEFAULT-VALUE}).")
    private int questions;

    @Option(
            names = "--tries",
            paramLabel = "N",
            converter = Converters.FromOne.class,
            defaultValue = "3",
            description = "The maximum number of requests per class, if some questions are unusable (default:"
                    + " ${DEFAULT-VALUE}; the study: 1).")
    private int tries;

    @Option(
            names = "--images-per-question",
            paramLabel = "N",
            converter = Converters.FromOne.class,
            defaultValue = "10",
            description = "Images drawn for each question (default: ${DEFAULT-VALUE}).")
    private int imagesPerQuestion;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1234",
            description = "Seed of the draws, which are CPython's (default: ${DEFAULT-VALUE}, the study's).")
    private long seed;

    @Option(
            names = "--balance-letters",
            description = "Put the right choice at each letter equally often; the study left it to chance.")
    private boolean balanceLetters;

    @Option(
            names = "--budget",
            paramLabel = "USD",
            description = "The maximum cost; questions beyond it are left out (default: no limit).")
    private @Nullable Double budget;

    @Mixin
    private TargetOption where;

    @Option(
            names = "--patience",
            paramLabel = "DURATION",
            defaultValue = "10m",
            description = "Give up waiting after this long without progress (default: ${DEFAULT-VALUE}).")
    private Duration patience;

    @Mixin
    private FilterOption beyond;

    @Option(
            names = "--difficulty",
            paramLabel = "RUN",
            description =
                    "A run of FILE, whose answers add to provenance and card which models fail at which question.")
    private @Nullable String difficulty;

    @Option(
            names = "--push",
            description = "Then push FILE to all models that answer, as a run with the making's name.")
    private boolean push;

    @Option(
            names = "--cancel",
            description = "Stop this making: nothing more is asked, or paid for. FILE is not written.")
    private boolean stop;

    @Option(names = "--force", description = "Replace FILE and the files beside it.")
    private boolean force;

    @Option(names = "--json", description = "Print the counts as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (stop) {
            return stop();
        }
        List.of(out, MadeDataset.provenance(out), MadeDataset.card(out))
                .forEach(file -> AtomicFile.requireFree(file, force));
        if (budget != null && !(budget > 0)) {
            throw new WrongValue("--budget must be above 0");
        }
        List<QuestionFilter> filters = beyond.filters();
        DatasetDraw draw = new DatasetDraw(seed, imagesPerQuestion, balanceLetters);
        List<ClassArticles> classes = ArticleFiles.read(articles);
        Map<String, List<String>> byClass = ArticleFiles.images(images, new ReadOptions(split, null, classList), out);
        requireImages(draw, classes, byClass);

        TopicReader topics = where.kafka().topics();
        MakingState state = make(topics, classes);
        List<JudgedQuestion> judged =
                state.answeredQuestions().stream().map(JudgedQuestion::of).toList();
        for (QuestionFilter filter : filters) {
            judged = filter.apply(judged, err());
        }
        MadeDataset made = MadeDataset.of(state, judged, draw, byClass);
        new MakingTopics(topics).finish(state.making());
        tellFailures(state);
        if (difficulty != null) {
            made = made.with(Difficulty.of(where.client(), difficulty, made.lines()));
        }
        made.write(out);
        print(made);
        return push ? push() : 0;
    }

    private int stop() {
        WikiMaking stopped = new MakingTopics(where.kafka().topics()).stop(making());
        if (json) {
            print(Json.line(Json.object().put("making", stopped.getMaking()).put("stopped", true)));
        } else {
            print(
                    stopped.getFinishedAt() == null
                            ? stopped.getMaking() + " is stopped; its answers are kept for other makings"
                            : stopped.getMaking() + " had ended already");
        }
        return 0;
    }

    /** By the command that pushes, to where the making was. */
    private int push() {
        List<String> arguments =
                new ArrayList<>(List.of("push", out.toString(), "--task", "multiple-choice", "--run", making()));
        Set<String> target =
                CommandSpec.forAnnotatedObject(new TargetOption()).optionsMap().keySet();
        commandLine().getParseResult().matchedOptions().stream()
                .filter(option -> target.contains(option.longestName()))
                .forEach(option -> option.originalStringValues()
                        .forEach(value -> arguments.addAll(List.of(option.longestName(), value))));
        return Main.commandLine().setOut(out()).setErr(err()).execute(arguments.toArray(String[]::new));
    }

    private void requireImages(DatasetDraw draw, List<ClassArticles> classes, Map<String, List<String>> byClass) {
        try {
            draw.requireEnough(classes.stream().map(ClassArticles::name).toList(), byClass);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    images + ": " + e.getMessage() + "; lower --images-per-question, or leave the class out of "
                            + articles,
                    e);
        }
    }

    private MakingState make(TopicReader topics, List<ClassArticles> classes) {
        RunRegistry registry = new RunRegistry(topics);
        String answerer = filterModel == null ? model : filterModel;
        MakingPlan plan = MakingPlan.of(making(), model, answerer, seed, questions, tries, budget, classes);
        registry.ensureTopics();
        for (String one : List.of(model, answerer)) {
            registry.requireJudges(Map.of(LlmJudge.RULE.id(), one), this::say);
        }
        WikiMaking begun = new MakingTopics(topics).begin(plan);
        MakingState state = new MakingState(begun);
        new MakingWatch(topics, patience).untilComplete(state, new Progress(err(), begun.getMaking() + ", questions"));
        return state;
    }

    private String making() {
        String wanted = name != null ? name : out.getFileName().toString().replaceFirst("\\.jsonl?$", "");
        if (!Keys.isRun(wanted)) {
            throw new CommandFailure("a making's name has 1 to 100 letters, digits, '.', '_' or '-', not \"" + wanted
                    + "\"; choose one with --name");
        }
        return wanted;
    }

    private void tellFailures(MakingState state) {
        List<String> failures = state.failures();
        if (!failures.isEmpty()) {
            say(failures.size() + " requests had no answer, and their questions are left out; the first: "
                    + failures.get(0) + ". Under another --name they are asked again, and those only");
        }
    }

    private void print(MadeDataset made) {
        MakingState state = made.state();
        if (json) {
            ObjectNode result = Json.object()
                    .put("making", state.making().getMaking())
                    .put("classes", state.tally().classes())
                    .put("written", state.tally().questions())
                    .put("lines", made.lines().size())
                    .put("failures", state.failures().size())
                    .put("cost", state.tally().cost());
            ObjectNode rejected = result.putObject("rejected");
            state.tally().rejected().forEach((reason, n) -> rejected.put(reason.id(), n));
            ObjectNode outcomes = result.putObject("outcomes");
            made.outcomes().forEach((outcome, n) -> outcomes.put(outcome.id(), n));
            print(Json.line(result));
        } else {
            state.tally().rejected().forEach((reason, n) -> {
                if (n > 0) {
                    print(n + " × " + reason.words());
                }
            });
            made.outcomes().forEach((outcome, n) -> print(n + " questions: " + outcome.words()));
            print(made.lines().size() + " lines in " + out + "; " + MadeDataset.card(out) + " tells of them, "
                    + MadeDataset.provenance(out) + " of each question");
            if (!push) {
                print("evaluate it: vlmstream push " + out + " --task multiple-choice --wait");
            }
        }
    }
}
