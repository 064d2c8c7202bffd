package dev.vlmstream.cli.runs;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.runs.RunsCommand.EditCommand;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.cli.stack.TopicReader;
import dev.vlmstream.schemas.Absence;
import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.topics.TopicRows;
import dev.vlmstream.schemas.wire.Wire;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "ask",
        description = {
            "Asks the models that a run continued without because no service had announced them in time"
                    + " (vlmstream.model-grace).",
            "The run is complete again when they have answered. Safe to repeat: an answer counts once."
        },
        footerHeading = "%nExample:%n",
        footer = "  vlmstream runs ask flowers-1 my-llava")
public final class AskCommand extends EditCommand {
    private static final Wire<Question> QUESTIONS = Wire.of(Question.class);

    @Parameters(index = "0", paramLabel = "RUN", description = "The run's id; `vlmstream runs` lists them.")
    private String run;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "MODEL",
            description = "Models of the run that were not asked.")
    private List<String> models = List.of();

    @Override
    public Integer call() {
        Target target = where.target();
        RunEditor editor = new RunEditor(target);
        editor.require(List.of(run));
        TopicReader topics = target.topics();
        Set<String> asked = new LinkedHashSet<>(models);
        requireAbsent(asked, topics);
        // One that was never announced has read nothing yet, and finds the questions where they are.
        TopicRows<ModelAnnouncement> announced =
                topics.rows(Topic.MODELS, ModelAnnouncement.class, ModelAnnouncement::getModel);
        List<String> again = asked.stream()
                .filter(model -> announced.find(model).isPresent())
                .toList();
        long[] questions = {0};
        editor.send(sender -> {
            if (!again.isEmpty()) {
                topics.each(Topic.QUESTIONS, record -> {
                    Question question = QUESTIONS.decode(record.value());
                    if (question.getRun().equals(run) && question.getModels().isEmpty()) {
                        question.setModels(again);
                        sender.send(Topic.QUESTIONS, Keys.question(question), QUESTIONS.encode(question));
                        questions[0]++;
                    }
                });
            }
            asked.forEach(model -> sender.send(Topic.ABSENCES, Keys.absence(run, model), null));
        });
        editor.awaitShown(scoring -> scoring.metrics(run).absent().stream().noneMatch(asked::contains));
        say(
                run,
                "asked",
                asked,
                again.isEmpty()
                        ? String.join(", ", asked) + " will be asked when a service announces it"
                        : questions[0] + " questions sent to " + String.join(", ", again));
        return 0;
    }

    private void requireAbsent(Set<String> asked, TopicReader topics) {
        TopicRows<Absence> absences = topics.rows(
                Topic.ABSENCES, Absence.class, absence -> Keys.absence(absence.getRun(), absence.getModel()));
        for (String model : asked) {
            if (absences.find(Keys.absence(run, model)).isEmpty()) {
                throw new CommandFailure("run \"" + run + "\" does not continue without \"" + model
                        + "\": it is asked already, or is no model of the run");
            }
        }
    }
}
