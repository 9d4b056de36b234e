package dev.ribwatch.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The listener of metrics, API and page.
 *
 * @param listen one address and port
 * @param tls certificate and key, or null for plain HTTP
 * @param bearerToken the token that a request must carry, or null for none
 * @param insecure allows a non-loopback address without TLS and token
 */
public record HttpConfig(
        InetSocketAddress listen,
        @Nullable Tls tls,
        @Nullable Secret bearerToken,
        boolean insecure) {

    /**
     * @param certificate PEM file of the chain, leaf first
     * @param key PEM private key, PKCS#8
     */
    public record Tls(Path certificate, Secret key) {}
}
