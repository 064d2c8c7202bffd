package dev.vlmstream.cli;

import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.demo.EmojiData;
import dev.vlmstream.cli.stack.Stacks;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.local.broker.Broker;
import dev.vlmstream.local.broker.BrokerSettings;
import dev.vlmstream.local.process.FreePorts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code Rehearsal DIRECTORY}: a small run on a stack whose services write archives of their classes when they end (class-data
 * sharing), so that all later ones start faster. Broker and commands are in this process, for whoever has Java archive its classes,
 * too: the {@code vlmstream} script does, once after a build, and the system tests have theirs begin with it. The directory is
 * for data, and can be deleted afterwards.
 */
final class Rehearsal {
    private static final String RUN = "rehearsal";

    private Rehearsal() {}

    public static void main(String[] args) throws Exception {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        Path data = Path.of(args[0]);
        int port = FreePorts.any();
        String bootstrap = "localhost:" + port;
        BrokerSettings settings = new BrokerSettings(data.resolve("broker"), port, FreePorts.any());
        int status;
        try (Broker broker = Broker.start(settings.properties());
                LocalStack stack = LocalStack.start(stack(data.resolve("stack"), bootstrap))) {
            status = commands(stack, data);
        }
        System.exit(status);
    }

    private static StackConfig stack(Path data, String bootstrap) {
        List<ModelBundle> models = BundleFinder.find(Installation.demoModels());
        StackConfig config = Stacks.of(data, models).external(bootstrap).archivingClasses();
        // No bundle of the demo's judges by itself.
        return config.withJudges(config.models().decode());
    }

    /** A run, and what people ask of it: nearly all of the command's classes. Returns the worst exit status. */
    private static int commands(LocalStack stack, Path data) {
        String kafka = "--bootstrap=" + stack.bootstrap();
        String server = "--server=" + stack.server();
        String dataset = EmojiData.file().toString();
        return Stream.of(
                        List.of("push", dataset, "--split=valid", "--limit=4", "--run=" + RUN, "--wait", kafka, server),
                        List.of("runs", server),
                        List.of("watch", RUN, server),
                        List.of("metrics", RUN, server),
                        List.of("compare", RUN, server),
                        List.of("report", RUN, "--out=" + data.resolve("report.html"), server),
                        List.of("export", RUN, "--out=" + data.resolve("answers.csv"), "--force", server),
                        List.of("dead-letters", RUN, kafka, server))
                .mapToInt(Rehearsal::run)
                .max()
                .orElseThrow();
    }

    private static int run(List<String> command) {
        StringWriter said = new StringWriter();
        int status =
                Main.run(new PrintWriter(Writer.nullWriter()), new PrintWriter(said), command.toArray(String[]::new));
        if (status != 0) {
            System.err.println(String.join(" ", command) + ": " + said);
        }
        return status;
    }
}
