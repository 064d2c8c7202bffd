package dev.vlmstream.inference.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.loading.BundleCheck;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.remote.api.AllowedKeys;
import dev.vlmstream.inference.remote.api.ApiKey;
import dev.vlmstream.inference.remote.api.KeySource;
import dev.vlmstream.inference.remote.api.Numbers;
import dev.vlmstream.inference.remote.api.RemoteConfig;
import dev.vlmstream.inference.remote.api.RemoteGeneration;
import dev.vlmstream.inference.remote.api.Usage;
import dev.vlmstream.inference.remote.stub.SharedRecords;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteConfigTest {

    @TempDir
    Path directory;

    private TestModel model() {
        return TestModel.of(directory);
    }

    @Test
    void aFewKeysAreEnough() throws IOException {
        RemoteConfig config = model().with("api", "anthropic").config();
        assertThat(config.baseUrl()).hasToString("https://api.anthropic.com");
        assertThat(config.keySource()).isEqualTo(new KeySource.Variable("ANTHROPIC_API_KEY"));
        assertThat(config.limits().tries()).isEqualTo(3);
        assertThat(config.limits().maxConcurrency()).isEqualTo(16);
        assertThat(config.pricing()).isNull();
        assertThat(config.describe(RemoteGeneration.of(config, Map.of("max_new_tokens", "64"))))
                .isEqualTo("remote anthropic test-1 temperature=0 max_new_tokens=64");
    }

    @Test
    void aBundleOfThisKindIsFoundAndNamedButNotLoaded() throws IOException {
        ModelBundle bundle = model().bundle();
        assertThat(bundle.kind()).isEqualTo(ModelKind.REMOTE);
        assertThat(bundle.digest()).hasSize(64);
        assertThat(BundleFinder.find(directory)).extracting(ModelBundle::name).containsExactly("tester");
        assertThatThrownBy(() -> ModelLoader.load(bundle, RuntimeOptions.cpu()))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("answers over HTTP");
    }

    @ParameterizedTest
    @CsvSource({
        "api, mistral, 'must be one of openai, anthropic, gemini'",
        "tries, 0, must be a number from 1",
        "temperature, 3, must be a number from 0 to 2",
        "max_concurency, 3, 'is not known; known are add_special_tokens, api, '",
        "base_url, ftp://example.org, is not an http or https address",
        "base_url, https://me:secret@example.org, is not an http or https address",
        "token_limit_key, tokens, must be one of",
        "budget_usd, 5, cannot be kept without",
        "api_key_file, key.txt, lies in the model's own directory",
        "add_special_tokens, 1, is 1; it must be true or false",
        "image_first, 1, is 1; it must be true or false",
        "class_likelihood, tgi, 'is \"tgi\"; it must be one of vllm, sglang, completions'",
        "class_likelihood, llama.cpp, llama.cpp's server returns log-probabilities only of generated tokens",
        "class_likelihood, ollama, Ollama returns log-probabilities only of generated tokens",
        "likelihood_prompt, {question}, is given without \"class_likelihood\"",
    })
    void aWrongKeyIsNamedWithItsFileAndTheCure(String key, String value, String message) {
        Object typed = value.matches("[0-9]+") ? (Object) Integer.valueOf(value) : value;
        assertThatThrownBy(() -> model().with(key, typed).config())
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("config.json: key \"" + key + "\"")
                .hasMessageContaining(message);
    }

    @Test
    void classLikelihoodsAreATaskOfModelsWhoseServerIsAskedForThem() throws IOException {
        assertThat(model().bundle().tasks()).doesNotContain("class-likelihood");
        ModelBundle asked = model().with("base_url", "http://localhost:8000/v1")
                .with("class_likelihood", "vllm")
                .bundle();
        assertThat(asked.tasks()).contains("class-likelihood", "open-world");
        assertThat(RemoteConfig.of(asked).describeAccess())
                .isEqualTo("http://localhost:8000/v1/chat/completions, without a key, for class likelihoods as vllm");
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic, vllm, , , class_likelihood, the anthropic API returns no log-probabilities of a given text",
        "openai, vllm, {question}, , likelihood_prompt, remove the key",
        "openai, sglang, {question}, <image>, likelihood_prompt, 'with {question} and {image}'",
        "openai, sglang, {image}{question}, , likelihood_image, is missing",
        "openai, completions, {image}{question}, , likelihood_prompt, completions take no images",
        "openai, completions, {question}, <image>, likelihood_image, completions take no images",
        "openai, completions, , , likelihood_prompt, is missing",
    })
    void aServerAndItsPromptMustGoTogether(
            String api, String server, String prompt, String image, String key, String message) {
        TestModel model = model().with("api", api).with("class_likelihood", server);
        if (prompt != null) {
            model.with("likelihood_prompt", prompt);
        }
        if (image != null) {
            model.with("likelihood_image", image);
        }
        assertThatThrownBy(model::config)
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("config.json: key \"" + key + "\"")
                .hasMessageContaining(message);
    }

    @Test
    void aKeyIsReadFromAFileAndNeverShown() throws IOException {
        Path file = Files.writeString(directory.resolve("key"), "  sk-secret\n");
        RemoteConfig config = model().with("api_key_file", file.toString()).config();
        ApiKey key = config.keySource().read(name -> null);
        assertThat(key.value()).isEqualTo("sk-secret");
        assertThat(key).hasToString("[API key]");
        assertThat(key.removeFrom("wrong key sk-secret!")).isEqualTo("wrong key [API key]!");
    }

    @Test
    void aMissingKeyIsNamedByItsVariable() throws IOException {
        ModelBundle bundle = model().bundle();
        SharedRecords records = new SharedRecords();
        RemoteSettings settings =
                RemoteSettings.of(records, records, "instance", AllowedKeys.of(List.of()), name -> null);
        assertThatThrownBy(() -> RemoteModel.open(bundle, settings))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("OPENAI_API_KEY is not set; export it");
    }

    @Test
    void anAddressOfOnesOwnGetsNoKeyUnlessOneIsNamed() throws IOException {
        RemoteConfig config =
                model().with("base_url", "http://localhost:8000/v1/").config();
        assertThat(config.keySource()).isNull();
        assertThat(config.baseUrl()).hasToString("http://localhost:8000/v1");
        assertThat(BundleCheck.problems(directory.resolve("tester"), RuntimeOptions.cpu()))
                .isEmpty();
    }

    @Test
    void pricesArePerMillionTokens() throws IOException {
        RemoteConfig config = model().with("prices", Map.of("input", 2.5, "output", 10))
                .with("budget_usd", 3)
                .config();
        assertThat(config.pricing().of(new Usage(1_000_000, 500_000))).isEqualTo(7.5);
        assertThat(config.pricing().budget()).isEqualTo(3);
        assertThat(List.of(Numbers.usd(0.5), Numbers.usd(0.00149), Numbers.usd(12.345), Numbers.usd(0)))
                .containsExactly("$0.50", "$0.00149", "$12.35", "$0.00");
    }
}
