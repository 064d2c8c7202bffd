package dev.vlmstream.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.Invocation;
import dev.vlmstream.cli.command.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever has the models that ship can see whether their machine computes as the one did on which they were recorded. */
class ShippedModelsTest {
    static List<Path> bundles() throws IOException {
        try (Stream<Path> shipped = Files.list(Installation.demoModels())) {
            return shipped.filter(Files::isDirectory).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void eachHasThreeRecordedCasesAndReproducesThem(Path bundle) {
        Invocation verified = Invocation.of("models", "verify", bundle, "--json");
        assertThat(verified.status()).as(verified.out() + verified.err()).isZero();
        assertThat(verified.json().get("passed").asBoolean()).isTrue();
        assertThat(verified.json().get("notes")).isEmpty();
        assertThat(verified.json().get("rows")).anySatisfy(row -> {
            assertThat(row.get("output").asText()).isEqualTo("pixel_values");
            assertThat(row.get("cases").asInt()).isEqualTo(3);
        });
    }
}
