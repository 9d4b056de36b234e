package dev.ribwatch.exporter.sink;

import dev.ribwatch.config.Secret;
import dev.ribwatch.config.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests as Standard Webhooks 1.0 says: HMAC-SHA256 over {@code id.timestamp.body}.
 */
final class Signature {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /**
     * @throws IllegalArgumentException if the secret holds no key
     */
    Signature(Secret secret) {
        this.key = new SecretKeySpec(SigningKey.of(secret), ALGORITHM);
    }

    /** The three headers of a request; the id stays over retries, the time does not. */
    Map<String, String> headers(String id, Instant now, String body) {
        String timestamp = Long.toString(now.getEpochSecond());
        byte[] sum;
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            sum = mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", timestamp);
        headers.put("webhook-signature", "v1," + Base64.getEncoder().encodeToString(sum));
        return headers;
    }
}
