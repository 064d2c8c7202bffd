package dev.vlmstream.inference.remote;

import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.remote.api.ApiKey;
import dev.vlmstream.inference.remote.api.RemoteConfig;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** How a model's server is asked, at any of its addresses: with one key, one budget and this many requests at a time. */
final class Endpoint {
    private final RemoteConfig config;
    private final RemoteSettings settings;
    private final AdaptiveLimit concurrency;
    private final Availability availability;
    private final BudgetGuard budget;
    private final @Nullable ApiKey key;

    /** @throws dev.vlmstream.inference.BundleException if the key is not there, or may not be sent there */
    Endpoint(
            ModelBundle bundle,
            RemoteConfig config,
            RemoteSettings settings,
            AdaptiveLimit concurrency,
            Availability availability) {
        this.config = config;
        this.settings = settings;
        this.concurrency = concurrency;
        this.availability = availability;
        this.budget = new BudgetGuard(bundle.name(), config.pricing(), settings.accounts());
        this.key = settings.keys().read(config, settings.environment());
    }

    /** @param kept what answers are kept under */
    KeptAnswers at(URI address, URI kept) {
        HttpSender sender = new HttpSender(address, config.api().format().headers(key));
        return new KeptAnswers(
                settings.answers(), new Asking(config, sender, concurrency, availability, budget, key), kept);
    }
}
