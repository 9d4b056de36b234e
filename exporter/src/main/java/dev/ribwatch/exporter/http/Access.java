package dev.ribwatch.exporter.http;

import dev.ribwatch.config.HttpConfig;
import dev.ribwatch.config.Secret;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** Who may ask, and under which certificate we answer. Immutable; a reload replaces it. */
final class Access {
    private static final String SCHEME = "Bearer ";

    private final byte @Nullable [] tokenDigest;
    private final @Nullable SslContext tls;

    private Access(byte @Nullable [] tokenDigest, @Nullable SslContext tls) {
        this.tokenDigest = tokenDigest;
        this.tls = tls;
    }

    /**
     * @throws IOException if the certificate or the key cannot be read or used
     */
    static Access of(HttpConfig config) throws IOException {
        Secret token = config.bearerToken();
        HttpConfig.Tls tls = config.tls();
        return new Access(token == null ? null : digest(token.octets()), tls == null ? null : context(tls));
    }

    private static SslContext context(HttpConfig.Tls tls) throws IOException {
        try (InputStream certificate = Files.newInputStream(tls.certificate());
                InputStream key = new ByteArrayInputStream(tls.key().octets())) {
            return SslContextBuilder.forServer(certificate, key)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (IllegalArgumentException e) {
            // The cause may quote the key; its place says enough.
            throw new IOException("the certificate " + tls.certificate() + " and the key from "
                    + tls.key().source() + " cannot be used: they must be PEM, the key unencrypted PKCS#8");
        }
    }

    @Nullable
    SslContext tls() {
        return tls;
    }

    /** Whether the request carries the token, if one is asked for. Takes the same time for every wrong one. */
    boolean allows(HttpHeaders headers) {
        if (tokenDigest == null) {
            return true;
        }
        String given = headers.get(HttpHeaderNames.AUTHORIZATION, "");
        boolean bearer = given.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        byte[] octets = (bearer ? given.substring(SCHEME.length()).trim() : "").getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(tokenDigest, digest(octets)) && bearer;
    }

    // Digests have one length, so not even the token's length shows in the time.
    private static byte[] digest(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
