package dev.ribwatch.config;

import java.util.Base64;

/**
 * The key that signs requests to a webhook (Standard Webhooks 1.0). A secret that begins with {@code whsec_} is the base64
 * of the key, any other is the key itself.
 */
public final class SigningKey {
    private static final String ENCODED = "whsec_";

    private SigningKey() {}

    /**
     * The octets of the key, at least one.
     *
     * @throws IllegalArgumentException if the secret holds no key; the message does not repeat it
     */
    public static byte[] of(Secret secret) {
        String text = secret.reveal();
        byte[] key = text.startsWith(ENCODED)
                ? decode(text.substring(ENCODED.length()).trim())
                : secret.octets();
        if (key.length == 0) {
            throw new IllegalArgumentException("no key: it is empty");
        }
        return key;
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            // The cause quotes a character of the secret.
            throw new IllegalArgumentException("no key: what begins with whsec_ goes on with the base64 of a key");
        }
    }
}
