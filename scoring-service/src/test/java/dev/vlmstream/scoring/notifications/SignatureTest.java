package dev.vlmstream.scoring.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Signatures are those of Standard Webhooks. */
class SignatureTest {
    /** The example of the libraries' own documentation. */
    @Test
    void theExampleOfStandardWebhooksHasItsSignature() {
        Signature signature = new Signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        assertThat(signature.of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void aKeyThatIsNoBase64IsRefusedWithoutBeingQuoted() {
        assertThatThrownBy(() -> new Signature("whsec_§§§"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .message()
                .contains("no base64")
                .doesNotContain("§");
    }
}
