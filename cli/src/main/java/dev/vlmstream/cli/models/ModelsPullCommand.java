package dev.vlmstream.cli.models;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.JsonCommand;
import dev.vlmstream.cli.options.ModelsOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.output.WhenStopped;
import dev.vlmstream.datasets.sources.download.Attempts;
import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.sources.hub.Hub;
import dev.vlmstream.datasets.sources.hub.HubFile;
import dev.vlmstream.datasets.sources.hub.HubId;
import dev.vlmstream.inference.runtime.Dtypes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "pull",
        description = {
            "Downloads a ready bundle from a Hugging Face-compatible hub: configuration, tokenizer, ONNX graphs.",
            "Resumes after an interruption, and verifies every file's checksum. HF_TOKEN gives access to private models."
        },
        footer = {
            "  vlmstream models pull Xenova/clip-vit-base-patch32 --dtype fp16",
            "  vlmstream models pull my-org/my-model@v2 --hub https://hub.example.org --out models/mine"
        })
final class ModelsPullCommand extends JsonCommand {
    private static final long MEGABYTE = 1_000_000;

    @Parameters(paramLabel = "ID", description = "The model: owner/name[@revision].")
    private String id;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "The bundle's directory (default: models/NAME).")
    private @Nullable Path out;

    @Option(
            names = "--dtype",
            paramLabel = "NAME",
            defaultValue = Dtypes.AUTO,
            description = "Which graphs: auto (the most precise), fp32, fp16, int8, q4, …, or by graph:"
                    + " decoder=q4,vision=fp16 (default: ${DEFAULT-VALUE}).")
    private Dtypes dtypes;

    @Option(
            names = "--hub",
            paramLabel = "URL",
            defaultValue = "${env:HF_ENDPOINT:-https://huggingface.co}",
            description = "The hub (default: HF_ENDPOINT, else https://huggingface.co).")
    private URI hub;

    @Override
    public Integer call() throws IOException {
        HubId model = HubId.parse(id);
        Path directory = out == null ? ModelsOption.PULLED.resolve(model.name()) : out;
        Hub.Pulled pulled = pull(model, dtypes, directory);
        if (json) {
            print(Json.line(Json.object()
                    .put("model", model.repository())
                    .put("commit", pulled.commit())
                    .put("directory", directory.toString())
                    .put("files", pulled.files())
                    .put("bytes", pulled.bytes())));
        } else {
            print(model + " is in " + directory + "; `vlmstream models check " + directory
                    + "` tells you whether you can use it");
        }
        return 0;
    }

    private Hub.Pulled pull(HubId model, Dtypes graphs, Path directory) throws IOException {
        Progress progress = new Progress(err(), model + ", MB");
        try (WhenStopped stopped = new WhenStopped(
                err(), () -> "what has been fetched is kept, and the same command continues from there")) {
            Hub.Pulled pulled = new Hub(hub, Optional.ofNullable(System.getenv("HF_TOKEN")), Attempts.PATIENT)
                    .pull(
                            model,
                            all -> announced(model, new BundleFiles(model, all).chosen(graphs)),
                            directory,
                            (done, all, file) -> progress.show(done / MEGABYTE, megabytes(all), file));
            progress.finish(megabytes(pulled.bytes()), megabytes(pulled.bytes()), pulled.files() + " files");
            return pulled;
        } catch (DownloadException e) {
            progress.interrupt();
            throw e.getCause() instanceof IOException failed && !(failed instanceof Attempts.Busy)
                    ? unreachable(model, directory, e)
                    : e;
        } catch (IOException | RuntimeException e) {
            progress.interrupt();
            throw e;
        }
    }

    /** The network is not there, or not for everyone. */
    private CommandFailure unreachable(HubId model, Path directory, DownloadException failure) {
        return new CommandFailure(
                failure.getMessage() + "\n" + hub.getHost()
                        + " cannot be reached from here: name a mirror with HF_ENDPOINT or --hub, or a proxy with HTTPS_PROXY;"
                        + " or copy " + directory + " from a machine where `vlmstream models pull " + model
                        + "` worked",
                failure);
    }

    /** Where it comes from and how much it is, before the first byte is asked for. */
    private List<HubFile> announced(HubId model, List<HubFile> files) {
        long bytes = files.stream().mapToLong(HubFile::size).sum();
        say("pulling " + model + " from " + hub.getHost() + ": " + files.size() + " files, " + megabytes(bytes)
                + " MB");
        return files;
    }

    private static long megabytes(long bytes) {
        return (bytes + MEGABYTE - 1) / MEGABYTE;
    }
}
