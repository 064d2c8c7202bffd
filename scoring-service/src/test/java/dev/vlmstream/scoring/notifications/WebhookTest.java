package dev.vlmstream.scoring.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the setting of webhooks says, and what it refuses, without a word of an address. */
class WebhookTest {
    private static final String ADDRESS = "https://hooks.example.org/services/T0/B0/secret";

    @Test
    void anEntryNamesWhereTheAddressIsItsFormAndItsServer() {
        Webhook webhook = Webhook.of("TEAM_HOOK=slack:hooks.example.org", Map.of("TEAM_HOOK", ADDRESS + "\n"));

        assertThat(webhook.name()).isEqualTo("TEAM_HOOK");
        assertThat(webhook.slack()).isTrue();
        assertThat(webhook.address()).hasToString(ADDRESS);
        assertThat(webhook.toString()).isEqualTo("TEAM_HOOK");
    }

    @Test
    void anAddressMayBeInAFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("hook"), "http://localhost:8099/x\n");

        Webhook webhook = Webhook.of(file + "=http://localhost:8099", Map.of());

        assertThat(webhook.name()).isEqualTo("hook");
        assertThat(webhook.slack()).isFalse();
        assertThat(webhook.address().getPort()).isEqualTo(8099);
    }

    @ParameterizedTest
    @CsvSource({
        "HOOK=other.example.org, is not of https://other.example.org:443",
        "HOOK=hooks.example.org:8443, is not of https://hooks.example.org:8443",
        "HOOK=http://hooks.example.org, is not of http://hooks.example.org:80",
        "OTHER=hooks.example.org, 'names OTHER, which is no variable of the environment'",
        "/nowhere/hook=hooks.example.org, 'names /nowhere/hook, which cannot be read'",
        "hooks.example.org, is no ADDRESS=HOST",
        "NONE=hooks.example.org, is no address",
    })
    void anotherServerOrASecretThatIsNotThereIsRefused(String entry, String reason) {
        assertThatThrownBy(() -> Webhook.of(entry, Map.of("HOOK", ADDRESS, "NONE", "https://a b/secret")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("vlmstream.notifications.webhooks")
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("secret");
    }
}
