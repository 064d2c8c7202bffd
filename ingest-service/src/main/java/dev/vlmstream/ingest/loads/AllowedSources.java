package dev.vlmstream.ingest.loads;

import dev.vlmstream.datasets.sources.DatasetAddress;
import dev.vlmstream.datasets.sources.DatasetFetch;
import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.sources.download.Network;
import dev.vlmstream.datasets.sources.hub.HubCache;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.images.AllowedHosts;
import dev.vlmstream.streaming.images.ImageAccessException;
import dev.vlmstream.streaming.images.PublicAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * From where datasets may be fetched: anyone who may push names an address, and the service is not to be led where it should not
 * go. Hosts are looked up once, and what was found is connected to; redirects go through the same checks.
 */
final class AllowedSources {
    private final StreamConfig.Datasets settings;
    private final StreamConfig.Images store;
    private final AllowedHosts hosts;

    AllowedSources(StreamConfig config) {
        this.settings = config.datasets();
        this.store = config.images();
        this.hosts =
                new AllowedHosts("vlmstream.datasets.hosts", settings.hosts().orElse(List.of()));
    }

    /** @throws IllegalArgumentException if nothing may be fetched from there; the message names the setting that forbids it */
    DatasetAddress require(String written) {
        DatasetAddress address = DatasetAddress.of(written, Path.of("/"));
        if (address instanceof DatasetAddress.Local) {
            throw new IllegalArgumentException("\"" + written
                    + "\" is no address: write hf://datasets/OWNER/NAME, https://HOST/FILE or s3://BUCKET/PATH");
        }
        if (address instanceof DatasetAddress.OnWeb web) {
            web.files().forEach(this::requireHost);
        }
        if (address instanceof DatasetAddress.InBucket bucket && !buckets().contains(bucket.bucket())) {
            throw new IllegalArgumentException(address
                    + ": its bucket is not one that may be read (vlmstream.datasets.buckets: " + buckets() + ")");
        }
        if (address instanceof DatasetAddress.OnHub && settings.hub().isEmpty()) {
            throw new IllegalArgumentException(address + ": there is no hub (vlmstream.datasets.hub)");
        }
        return address;
    }

    private void requireHost(URI file) {
        String whyNot = hosts.whyNot(file);
        if (whyNot != null) {
            throw new IllegalArgumentException(file.getScheme() + "://" + file.getAuthority() + ": " + whyNot);
        }
    }

    private List<String> buckets() {
        return settings.buckets().orElse(List.of());
    }

    /** @param folder for what is fetched */
    DatasetFetch fetch(DatasetAddress address, Path folder) {
        // A hub redirects to wherever its large files lie; each has a checksum.
        boolean hub = address instanceof DatasetAddress.OnHub;
        return DatasetFetch.of(
                new DatasetFetch.Settings(
                        settings.hub().orElse(URI.create("https://no-hub.invalid")),
                        Optional.ofNullable(System.getenv("HF_TOKEN")),
                        new HubCache(folder.resolve("hub")),
                        folder,
                        store.s3Endpoint(),
                        store.s3Region()),
                new Network(to -> hub || hosts.allow(to), this::addresses));
    }

    private InetAddress[] addresses(String host) throws UnknownHostException {
        if (settings.privateAddresses()) {
            return InetAddress.getAllByName(host);
        }
        try {
            return PublicAddress.all(host);
        } catch (ImageAccessException e) {
            throw new DownloadException(e.getMessage() + " (vlmstream.datasets.private-addresses)", e);
        }
    }
}
