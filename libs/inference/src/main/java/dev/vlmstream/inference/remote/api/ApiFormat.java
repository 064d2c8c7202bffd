package dev.vlmstream.inference.remote.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How one API is asked and understood. */
public interface ApiFormat extends ReplyFormat {

    URI address(RemoteConfig config);

    /** Headers beside the content's type; {@code key} is null where none is sent. */
    Map<String, String> headers(@Nullable ApiKey key);

    ObjectNode request(RemoteConfig config, Prompt prompt);

    /** Settings that the API has, by their names in {@code generation_config.json}. */
    Set<String> settings();

    /** How many stop strings it takes. */
    int mostStops();

    /** Media types that the API reads. */
    Set<String> imageTypes();

    /** One question in the words of any API. */
    record Prompt(String text, @Nullable RequestImage image, RemoteGeneration generation) {}
}
