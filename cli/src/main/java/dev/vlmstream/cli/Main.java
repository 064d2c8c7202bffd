package dev.vlmstream.cli;

import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.doctor.DoctorCommand;
import dev.vlmstream.cli.export.ExportCommand;
import dev.vlmstream.cli.frequency.FrequencyCommand;
import dev.vlmstream.cli.models.ModelsCommand;
import dev.vlmstream.cli.options.Converters;
import dev.vlmstream.cli.probe.ProbeCommand;
import dev.vlmstream.cli.runs.RunsCommand;
import dev.vlmstream.cli.topics.TopicsCommand;
import dev.vlmstream.cli.watch.WatchCommand;
import dev.vlmstream.datasets.sources.download.EnvironmentProxies;
import dev.vlmstream.inference.Tokenisation;
import dev.vlmstream.inference.runtime.Dtypes;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code vlmstream} command. */
@Command(
        name = "vlmstream",
        versionProvider = Installation.class,
        description = "Streaming evaluation of vision-language models as image classifiers: push a dataset, "
                + "watch several models answer it, read accuracies with their intervals.",
        footer = {
            "  vlmstream demo                      see everything at work, in about a minute",
            "  vlmstream up                        start broker and services, and leave them running",
            "  vlmstream push photos/ --wait       evaluate a folder of image folders, one per class",
            "  vlmstream predict --model emoji-vlm --image cat.jpg",
            "",
            "Exit status: 0 the job was done, 1 it was not, 2 the command line was wrong.",
            "VLMSTREAM_DEBUG=1 is the same as --verbose."
        })
public final class Main implements Runnable {
    private static final List<Class<?>> COMMANDS = List.of(
            DemoCommand.class,
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            PushCommand.class,
            WatchCommand.class,
            MetricsCommand.class,
            CompareCommand.class,
            ExportCommand.class,
            ReportCommand.class,
            RescoreCommand.class,
            ProbeCommand.class,
            FrequencyCommand.class,
            WikiQaCommand.class,
            RunsCommand.class,
            DeadLettersCommand.class,
            TopicsCommand.class,
            ImagesCommand.class,
            TasksCommand.class,
            ModelsCommand.class,
            PredictCommand.class,
            PreprocessCommand.class,
            ScoreCommand.class,
            DoctorCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class);

    /** Those that tell of the others. */
    private static final Set<Class<?>> OF_ALL = Set.of(CompletionCommand.class, CommandLine.HelpCommand.class);

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show where an error arose.")
    private boolean verbose;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    boolean verbose() {
        return verbose || System.getenv("VLMSTREAM_DEBUG") != null;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    public static void main(String[] args) {
        // Kafka's clients have their own way of saying things; the command says them itself.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        System.setProperty("org.slf4j.simpleLogger.log.org.apache.kafka.clients", "off");
        EnvironmentProxies.use();
        StandardOutput out = new StandardOutput();
        int status = run(
                new PrintWriter(out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                args);
        System.exit(out.status(status));
    }

    /**
     * Runs the command in this process, and returns its exit status.
     *
     * @param out flushes each line if somebody reads it meanwhile; so does {@code err}
     */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine command = commandLine(arguments);
        command.setOut(out);
        command.setErr(err);
        int status = command.execute(arguments);
        out.flush();
        err.flush();
        return status;
    }

    /** The command with all its parts, ready to be executed. */
    public static CommandLine commandLine() {
        return commandLine(COMMANDS);
    }

    /** With the one part alone that is called, where one is: to look at the options of all takes longer than most work. */
    private static CommandLine commandLine(String[] arguments) {
        return commandLine(COMMANDS.stream()
                .filter(part -> arguments.length > 0 && name(part).equals(arguments[0]) && !OF_ALL.contains(part))
                .findFirst()
                .<List<Class<?>>>map(List::of)
                .orElse(COMMANDS));
    }

    private static String name(Class<?> part) {
        return part.getAnnotation(Command.class).name();
    }

    private static CommandLine commandLine(List<Class<?>> parts) {
        Main main = new Main();
        CommandLine command = new CommandLine(main);
        parts.forEach(command::addSubcommand);
        command.registerConverter(Duration.class, new Converters.OfDuration());
        command.registerConverter(Dtypes.class, Converters.parsed(Dtypes::of));
        command.registerConverter(Tokenisation.class, Converters.parsed(Tokenisation::of));
        command.setExecutionExceptionHandler(new Failures(main));
        command.setParameterExceptionHandler(Failures::wrongUse);
        command.setUsageHelpAutoWidth(true);
        addHelp(command);
        if (parts.contains(PushCommand.class)) {
            PushCommand.GROUPS.applyTo(command.getSubcommands().get("push"));
        }
        return command;
    }

    /**
     * What every command has: an option that shows its help, and in it a blank line below the description and a heading above the
     * examples. picocli's own bring theirs.
     */
    private static void addHelp(CommandLine command) {
        CommandLine.Model.CommandSpec spec = command.getCommandSpec();
        if (spec.findOption("--help") == null) {
            spec.addOption(CommandLine.Model.OptionSpec.builder("-h", "--help")
                    .usageHelp(true)
                    .description("Show this help.")
                    .build());
            CommandLine.Model.UsageMessageSpec usage = spec.usageMessage();
            usage.description(
                    Stream.concat(Stream.of(usage.description()), Stream.of("")).toArray(String[]::new));
            if (usage.footerHeading().isEmpty()) {
                usage.footerHeading("%nExamples:%n");
            }
        }
        command.getSubcommands().values().forEach(Main::addHelp);
    }
}
