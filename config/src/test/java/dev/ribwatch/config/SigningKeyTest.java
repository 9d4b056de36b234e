package dev.ribwatch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
    private static byte[] key(String secret) {
        return SigningKey.of(new Secret("test", secret.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void isTheSecretItselfOrWhatItsBase64Says() {
        assertThat(key("hunter2")).asString().isEqualTo("hunter2");
        assertThat(key("whsec_aHVudGVyMg==")).asString().isEqualTo("hunter2");
        assertThat(key("whsec_aHVudGVyMg== \n")).asString().isEqualTo("hunter2");
        assertThat(key("whsec")).asString().isEqualTo("whsec");
        assertThat(key("WHSEC_!")).asString().isEqualTo("WHSEC_!");
        assertThat(SigningKey.of(new Secret("test", new byte[] {(byte) 0xff, 0})))
                .containsExactly(0xff, 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "whsec_", "whsec_ ", "whsec_hunter2!", "whsec_aHVudGVyMg===", "whsec_a", "whsec_aHVu-GVy"})
    void isNoneThatCannotBeUsed(String secret) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> key(secret))
                .withMessageStartingWith("no key: ")
                .withMessageNotContaining("hunter2")
                .withNoCause();
    }
}
