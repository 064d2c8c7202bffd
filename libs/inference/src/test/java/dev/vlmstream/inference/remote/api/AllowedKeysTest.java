package dev.vlmstream.inference.remote.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.loading.BundleCheck;
import dev.vlmstream.inference.remote.TestModel;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles are not trusted with the environment: each here asks for a key, and gets it only where the operator says so. */
class AllowedKeysTest {

    @TempDir
    Path directory;

    private ApiKey read(TestModel model, String... allowed) throws IOException {
        return AllowedKeys.of(Arrays.asList(allowed)).read(model.config(), name -> "sk-of-" + name);
    }

    private TestModel model(String key, String url) {
        return TestModel.of(directory).with("api_key_env", key).with("base_url", url);
    }

    @Test
    void theMakersOfApisGetTheirOwnKeys() throws IOException {
        for (Api api : Api.values()) {
            assertThat(read(TestModel.of(directory).with("api", api.id())).value())
                    .isEqualTo("sk-of-" + api.keyVariable());
        }
    }

    @Test
    void anyOtherVariableOrServerIsRefusedWithTheCure() {
        assertThatThrownBy(() -> read(model("AWS_SECRET_ACCESS_KEY", "https://evil.example/v1")))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("the environment variable AWS_SECRET_ACCESS_KEY sent to https://evil.example/v1")
                .hasMessageContaining("add AWS_SECRET_ACCESS_KEY=evil.example to vlmstream.remote.keys")
                .hasMessageContaining("VLMSTREAM_REMOTE_KEYS");
        assertThatThrownBy(() -> read(model("OPENAI_API_KEY", "https://evil.example")))
                .hasMessageContaining("OPENAI_API_KEY=evil.example");
        assertThatThrownBy(() -> read(model("OPENAI_API_KEY", "https://api.anthropic.com")))
                .isInstanceOf(BundleException.class);
        assertThatThrownBy(() -> read(model("OPENAI_API_KEY", "https://api.openai.com.evil.example")))
                .isInstanceOf(BundleException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "MY=llm.example, https://LLM.example/v1",
        "MY=llm.example:8443, https://llm.example:8443",
        "MY=https://llm.example, https://llm.example:443",
        "MY=http://llm.example:8000, http://llm.example:8000",
        "MY=localhost:8000, http://localhost:8000",
        "MY=127.0.0.1:8000, http://127.0.0.1:8000",
        "MY=[::1]:8000, http://[::1]:8000",
    })
    void aServerThatTheOperatorNamesGetsTheKey(String allowed, String url) throws IOException {
        assertThat(read(model("MY", url), allowed).value()).isEqualTo("sk-of-MY");
    }

    @ParameterizedTest
    @CsvSource({
        "MY=llm.example, http://llm.example, MY=http://llm.example",
        "MY=llm.example, https://llm.example:8443, MY=llm.example:8443",
        "MY=llm.example, https://other.llm.example, MY=other.llm.example",
        "OTHER=llm.example, https://llm.example, MY=llm.example",
        "MY=127.evil.example, http://127.evil.example, MY=http://127.evil.example",
    })
    void noOtherServerGetsItNorAnyoneInTheClear(String allowed, String url, String cure) {
        assertThatThrownBy(() -> read(model("MY", url), allowed)).hasMessageContaining("add " + cure + " to");
    }

    @Test
    void aFileIsReadOnlyIfTheOperatorNamesIt() throws IOException {
        Path file = Files.writeString(directory.resolve("key=1"), "sk-secret");
        TestModel model = TestModel.of(directory).with("api_key_file", file.toString());
        assertThatThrownBy(() -> read(model)).hasMessageContaining("add " + file + "=api.openai.com to");
        assertThat(read(model, file + "=api.openai.com").value()).isEqualTo("sk-secret");
    }

    @Test
    void aBundleIsCheckedByTheEnvironment() throws IOException {
        Path bundle = model("HOME", "https://evil.example").bundle().directory();
        assertThat(BundleCheck.problems(bundle, RuntimeOptions.cpu()))
                .singleElement()
                .asString()
                .contains("HOME=evil.example");
        assertThat(AllowedKeys.of(name -> " A=a.example , B=b.example")
                        .read(model("B", "https://b.example").config(), n -> "k"))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"MY", "=llm.example", "MY=", "MY=ftp://x", "MY=http://a@b", "MY=host/path", "MY=*", "MY=a b"})
    void whatIsNotWrittenSoIsRefused(String allowed) {
        assertThatThrownBy(() -> AllowedKeys.of(List.of(allowed)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + allowed + "\" is not KEY=HOST");
    }
}
