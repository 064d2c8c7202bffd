package dev.vlmstream.cli.models;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "models",
        description = {"Model bundles: list them, check and verify them, download one.", ""},
        footer = {
            "",
            "Examples:",
            "  vlmstream models list --models-dir models",
            "  vlmstream models check models/clip-photo",
            "  vlmstream models verify models/tiny/tiny-clip --golden golden/models/tiny-clip",
            "  vlmstream models pull Xenova/clip-vit-base-patch32 --dtype fp16"
        },
        subcommands = {
            ModelsListCommand.class,
            ModelsCheckCommand.class,
            ModelsVerifyCommand.class,
            ModelsPullCommand.class
        })
public final class ModelsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "say what: vlmstream models list, check, verify or pull");
    }
}
