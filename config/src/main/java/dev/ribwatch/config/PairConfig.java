package dev.ribwatch.config;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The other agent of a pair: it watches the same routers with the same policy, and must see the same.
 *
 * @param url its HTTP listener, without the path of the API
 * @param bearerToken what it asks for, or null
 * @param ca PEM file of the certificates to trust instead of the system's, or null
 * @param insecure allows {@code http} to another machine
 */
public record PairConfig(
        URI url, @Nullable Secret bearerToken, @Nullable Path ca, boolean insecure) {}
