package dev.vlmstream.inference.remote;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.remote.api.AllowedKeys;
import dev.vlmstream.inference.remote.api.RemoteConfig;
import dev.vlmstream.inference.remote.stub.SharedRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A remote model's directory in the making. */
public final class TestModel {
    static final String KEY = "sk-test-9f8e7d6c5b4a";

    private final Path directory;
    private final Map<String, Object> config = new LinkedHashMap<>();

    private TestModel(Path directory) {
        this.directory = directory;
    }

    public static TestModel of(Path parent) {
        return new TestModel(parent.resolve("tester"))
                .with("model_type", "remote")
                .with("api", "openai")
                .with("model", "test-1");
    }

    public TestModel with(String key, Object value) {
        config.put(key, value);
        return this;
    }

    TestModel without(String key) {
        config.remove(key);
        return this;
    }

    /** For a stub: with a key, prices, and no long waits. */
    TestModel at(String url) {
        return with("base_url", url)
                .with("api_key_env", "TEST_KEY")
                .with("backoff_seconds", 0.01)
                .with("prices", Map.of("input", 10, "output", 30))
                .with("image_tokens", 400);
    }

    public ModelBundle bundle() throws IOException {
        Files.createDirectories(directory);
        Files.write(directory.resolve("config.json"), new ObjectMapper().writeValueAsBytes(config));
        return BundleFinder.open(directory);
    }

    public RemoteConfig config() throws IOException {
        return RemoteConfig.of(bundle());
    }

    RemoteModel open(SharedRecords records) throws IOException {
        return open(settings(records));
    }

    RemoteModel open(RemoteSettings settings) throws IOException {
        return RemoteModel.open(bundle(), settings);
    }

    /** Its key may go to where it is. */
    RemoteSettings settings(SharedRecords records) {
        String server = String.valueOf(config.get("base_url")).replace("http://", "");
        return RemoteSettings.of(
                records,
                records,
                "instance",
                AllowedKeys.of(List.of("TEST_KEY=" + server)),
                name -> name.equals("TEST_KEY") ? KEY : null);
    }
}
