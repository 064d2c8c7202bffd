package dev.vlmstream.cli.fetch;

import dev.vlmstream.cli.download.Attempts;
import dev.vlmstream.cli.download.StallGuard;
import dev.vlmstream.cli.hub.HubCache;
import dev.vlmstream.cli.hub.HubDataset;
import dev.vlmstream.cli.hub.HubDatasets;
import dev.vlmstream.cli.options.S3Option;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.push.DatasetAddress;
import dev.vlmstream.cli.push.PushRequest;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.store.Bucket;
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
    private final WebFiles web;
    private final BucketFiles buckets;
    private final PrintWriter err;
    private final Map<Asked, Path> fetched = new HashMap<>();

    /** Runs may ask for several splits of a hub's dataset; other addresses are fetched whole. */
    private record Asked(DatasetAddress address, Optional<String> split) {}

    DatasetFetch(HubDatasets hub, WebFiles web, BucketFiles buckets, PrintWriter err) {
        this.hub = hub;
        this.web = web;
        this.buckets = buckets;
        this.err = err;
    }

    /** @param cache for what is fetched and has no other place */
    static DatasetFetch of(URI hub, S3Option s3, Path cache, PrintWriter err) {
        return new DatasetFetch(
                new HubDatasets(
                        hub,
                        Optional.ofNullable(System.getenv("HF_TOKEN")),
                        HubCache.of(System.getenv()),
                        cache.resolve("hf")),
                new WebFiles(cache.resolve("http"), Attempts.FIRST_WAIT, StallGuard.PATIENCE),
                new BucketFiles(
                        cache.resolve("s3"),
                        bucket -> Bucket.open(bucket, s3.endpoint(), s3.region()),
                        Attempts.FIRST_WAIT,
                        StallGuard.PATIENCE),
                err);
    }

    /** Where the run's dataset lies here. */
    Path local(PushRequest run) throws IOException {
        if (run.dataset() instanceof DatasetAddress.Local local) {
            return local.path();
        }
        Asked asked = new Asked(
                run.dataset(),
                run.dataset() instanceof DatasetAddress.OnHub ? run.spec().find(RunSettings.SPLIT) : Optional.empty());
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
            if (asked.address() instanceof DatasetAddress.OnHub onHub) {
                return fromHub(onHub.dataset(), asked.split(), progress);
            }
            if (asked.address() instanceof DatasetAddress.InBucket inBucket) {
                return said(asked, buckets.fetch(inBucket, progress), progress);
            }
            return said(asked, web.fetch((DatasetAddress.OnWeb) asked.address(), progress), progress);
        } catch (IOException | RuntimeException e) {
            progress.interrupt();
            throw e;
        }
    }

    private Path fromHub(HubDataset dataset, Optional<String> split, FetchProgress progress) throws IOException {
        HubDatasets.Fetched there = hub.fetch(dataset, split, progress);
        String what =
                "commit " + there.commit() + ", configuration " + there.config() + ", split " + there.split() + ", ";
        said(
                dataset.written(),
                what,
                new FetchedFiles(there.folder(), there.files(), there.bytes(), there.fetched()),
                progress);
        return there.folder();
    }

    private Path said(Asked asked, FetchedFiles there, FetchProgress progress) {
        said(asked.address().toString(), "", there, progress);
        return there.path();
    }

    private void said(String address, String what, FetchedFiles there, FetchProgress progress) {
        progress.finish();
        say(address + ": " + what + there);
    }

    private void say(String line) {
        err.println(line);
        err.flush();
    }
}
