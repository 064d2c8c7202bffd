package dev.vlmstream.cli.push;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.options.S3Option;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.datasets.sources.DatasetAddress;
import dev.vlmstream.datasets.sources.DatasetFetch;
import dev.vlmstream.datasets.sources.DatasetFetch.Fetched;
import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.sources.download.FetchProgress;
import dev.vlmstream.datasets.sources.download.Network;
import dev.vlmstream.datasets.sources.hub.HubCache;
import dev.vlmstream.evaluation.run.RunSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which dataset, and how it is to be had where it lies elsewhere. */
public final class DatasetOption {
    @Parameters(
            paramLabel = "DATASET",
            arity = "0..1",
            description = {
                "JSON Lines, CSV or TSV, Parquet, WebDataset (shard-{000..099}.tar), or a folder of image folders;",
                "or hf://datasets/OWNER/NAME[@REV][/CONFIG[/SPLIT]] of a hub (a token is taken from HF_TOKEN),",
                "https://HOST/FILE, s3://BUCKET/FILE, also several as shard-{000..099}.tar, or s3://BUCKET/FOLDER."
            })
    private @Nullable String dataset;

    @Option(
            names = "--hub",
            paramLabel = "URL",
            defaultValue = "${env:HF_ENDPOINT:-https://huggingface.co}",
            description = "The hub that hf:// means (default: HF_ENDPOINT, else https://huggingface.co).")
    private URI hub;

    @Mixin
    private S3Option s3 = new S3Option();

    /** What was named on the command line. */
    public Optional<String> typed() {
        return Optional.ofNullable(dataset);
    }

    /**
     * The same runs, of datasets on this machine.
     *
     * @param data where a stack of your own keeps what it has
     * @param err is told what is fetched
     */
    public List<RunToPush> fetched(List<RunToPush> runs, Path data, PrintWriter err) throws IOException {
        if (runs.stream().allMatch(DatasetOption::isHere)) {
            return runs;
        }
        List<RunToPush> fetched = new ArrayList<>();
        try (DatasetFetch fetch = DatasetFetch.of(settings(data.resolve("datasets")), Network.ANY)) {
            for (RunToPush run : runs) {
                fetched.add(isHere(run) ? run : run.at(fetched(run, fetch, err)));
            }
        }
        return fetched;
    }

    private static boolean isHere(RunToPush run) {
        return run.request().dataset() instanceof DatasetAddress.Local;
    }

    private static Path fetched(RunToPush run, DatasetFetch fetch, PrintWriter err) throws IOException {
        DatasetAddress address = run.request().dataset();
        ShownFetch progress = new ShownFetch(new Progress(err, "fetching " + address + ", MB"));
        try {
            Fetched there = fetch.local(address, run.request().spec().find(RunSettings.SPLIT), progress);
            progress.finish();
            if (!there.words().isEmpty()) {
                err.println(address + ": " + there.words());
            }
            return there.path();
        } catch (DownloadException e) {
            progress.interrupt();
            throw new CommandFailure(run.blame(e.getMessage()), e);
        } catch (IOException | RuntimeException e) {
            progress.interrupt();
            throw e;
        }
    }

    /** @param cache for what is fetched and has no other place */
    private DatasetFetch.Settings settings(Path cache) {
        return new DatasetFetch.Settings(
                hub,
                Optional.ofNullable(System.getenv("HF_TOKEN")),
                HubCache.of(System.getenv()),
                cache,
                s3.endpoint(),
                s3.region());
    }

    /** Shows how far a download is, in megabytes. */
    static final class ShownFetch implements FetchProgress {
        private static final long MEGABYTE = 1_000_000;

        private final Progress shown;
        private long last;

        ShownFetch(Progress shown) {
            this.shown = shown;
        }

        @Override
        public void show(long doneBytes, long allBytes, String file) {
            last = allBytes;
            shown.show(doneBytes / MEGABYTE, megabytes(allBytes), file);
        }

        /** Where anything came at all. */
        void finish() {
            if (last > 0) {
                shown.finish(megabytes(last), megabytes(last), "");
            }
        }

        void interrupt() {
            shown.interrupt();
        }

        private static long megabytes(long bytes) {
            return (bytes + MEGABYTE - 1) / MEGABYTE;
        }
    }
}
