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
import java.nio.file.Path;
import java.util.List;

/**
 * {@code Rehearsal DIRECTORY}: a small run on a stack whose services write archives of their classes when they end (class-data
 * sharing), so that all later ones start faster. Broker and push are in this process, for whoever has Java archive its classes,
 * too: the {@code vlmstream} script does, once after a build, and the system tests have theirs begin with it. The directory is
 * for data, and can be deleted afterwards.
 */
final class Rehearsal {
    private static final String ITEMS = "4";

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
            status = push(stack);
        }
        System.exit(status);
    }

    private static StackConfig stack(Path data, String bootstrap) {
        List<ModelBundle> models = BundleFinder.find(Installation.demoModels());
        StackConfig config = Stacks.of(data, models).external(bootstrap).archivingClasses();
        // No bundle of the demo's judges by itself.
        return config.withJudges(config.models().decode());
    }

    private static int push(LocalStack stack) {
        return Main.commandLine()
                .execute(
                        "push",
                        EmojiData.file().toString(),
                        "--split",
                        "valid",
                        "--limit",
                        ITEMS,
                        "--wait",
                        "--bootstrap",
                        stack.bootstrap(),
                        "--server",
                        stack.server());
    }
}
