package dev.vlmstream.cli.fetch;

import dev.vlmstream.cli.hub.HubCache;
import dev.vlmstream.cli.hub.HubDataset;
import dev.vlmstream.cli.hub.HubDatasets;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.push.DatasetAddress;
import dev.vlmstream.cli.push.PushRequest;
import dev.vlmstream.evaluation.run.RunSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Fetches each dataset once. */
final class DatasetFetch {
    private final HubDatasets hub;
    private final PrintWriter err;
    private final Map<Asked, Path> fetched = new HashMap<>();

    /** Runs may ask for several splits of one address. */
    private record Asked(DatasetAddress address, Optional<String> split) {}

    DatasetFetch(HubDatasets hub, PrintWriter err) {
        this.hub = hub;
        this.err = err;
    }

    /** @param cache for what is fetched and has no other place */
    static DatasetFetch of(URI hub, Path cache, PrintWriter err) {
        return new DatasetFetch(
                new HubDatasets(
                        hub,
                        Optional.ofNullable(System.getenv("HF_TOKEN")),
                        HubCache.of(System.getenv()),
                        cache.resolve("hf")),
                err);
    }

    /** Where the run's dataset lies here. */
    Path local(PushRequest run) throws IOException {
        if (run.dataset() instanceof DatasetAddress.Local local) {
            return local.path();
        }
        Asked asked = new Asked(run.dataset(), run.spec().find(RunSettings.SPLIT));
        Path known = fetched.get(asked);
        if (known == null) {
            known = fetch(asked);
            fetched.put(asked, known);
        }
        return known;
    }

    private Path fetch(Asked asked) throws IOException {
        FetchProgress progress = new FetchProgress(new Progress(err, "fetching " + asked.address() + ", MB"));
        try {
            return fromHub(((DatasetAddress.OnHub) asked.address()).dataset(), asked.split(), progress);
        } catch (IOException | RuntimeException e) {
            progress.interrupt();
            throw e;
        }
    }

    private Path fromHub(HubDataset dataset, Optional<String> split, FetchProgress progress) throws IOException {
        HubDatasets.Fetched there = hub.fetch(dataset, split, progress);
        progress.finish();
        say(dataset.written() + ": commit " + there.commit() + ", configuration " + there.config() + ", split "
                + there.split() + ": " + there.files() + (there.files() == 1 ? " file, " : " files, ")
                + FetchProgress.size(there.bytes()) + " in " + there.folder()
                + (there.fetched() == 0 ? ", all of it was there" : ""));
        return there.folder();
    }

    private void say(String line) {
        err.println(line);
        err.flush();
    }
}
