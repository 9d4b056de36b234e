package dev.ribwatch.config.binding;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** {@code http}. */
public record HttpSection(
        @Nullable Located<InetSocketAddress> listen,
        @Nullable Located<TlsEntry> tls,
        @Nullable Located<AuthEntry> auth,
        @Nullable Located<Boolean> insecure) {

    /** {@code http.tls}. */
    public record TlsEntry(
            @Required @Nullable Located<String> certificate,
            @Required @Nullable Located<SecretEntry> key) {}

    /** {@code http.auth}. */
    public record AuthEntry(@Required @Nullable Located<SecretEntry> bearerToken) {}
}
