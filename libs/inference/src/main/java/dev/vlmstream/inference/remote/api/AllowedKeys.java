package dev.vlmstream.inference.remote.api;

import dev.vlmstream.inference.BundleException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which keys may be sent where. A bundle names a key and an address, but bundles come from anywhere: who runs the process
 * says which server gets which key. The makers of the APIs get their own.
 */
public final class AllowedKeys {
    /** What the setting is called in the environment, for commands that read no other configuration. */
    static final String VARIABLE = "VLMSTREAM_REMOTE_KEYS";

    private static final String SETTING = "vlmstream.remote.keys";

    private final List<KeyGrant> grants;

    private AllowedKeys(List<KeyGrant> grants) {
        this.grants = grants;
    }

    /**
     * @param further each {@code KEY=[http://]HOST[:PORT]}, KEY an environment variable or a file's absolute path
     * @throws IllegalArgumentException if one is not written so
     */
    public static AllowedKeys of(List<String> further) {
        return new AllowedKeys(
                Stream.concat(makers(), further.stream().map(KeyGrant::parse)).toList());
    }

    /** Of {@value #VARIABLE}, comma-separated. */
    public static AllowedKeys of(UnaryOperator<String> environment) {
        String written = environment.apply(VARIABLE);
        return of(
                written == null || written.isBlank()
                        ? List.of()
                        : Arrays.asList(written.strip().split("\\s*,\\s*")));
    }

    private static Stream<KeyGrant> makers() {
        return Arrays.stream(Api.values()).map(api -> new KeyGrant(api.keyVariable(), api.baseUrl()));
    }

    /**
     * The key that the model is asked with; null where none is sent.
     *
     * @throws BundleException if the server may not have it, or it is not there
     */
    public @Nullable ApiKey read(RemoteConfig config, UnaryOperator<String> environment) {
        KeySource source = config.keySource();
        if (source == null) {
            return null;
        }
        require(source, config.baseUrl());
        return source.read(environment);
    }

    private void require(KeySource source, URI address) {
        if (grants.stream().noneMatch(grant -> grant.permits(source, address))) {
            throw new BundleException("config.json wants the key in " + source + " sent to " + address
                    + ", which is not allowed; if that server may have it, add "
                    + KeyGrant.of(source, address) + " to " + SETTING + " (in the environment: " + VARIABLE + ")");
        }
    }
}
