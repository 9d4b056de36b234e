package dev.ribwatch.config.binding;

import org.jspecify.annotations.Nullable;

/** A file that {@code include} names: it adds to four lists. */
public record IncludedFile(
        @Nullable Items<RouterEntry> routers,
        @Nullable Items<NetworkEntry> networks,
        @Nullable Items<ConnectionEntry> connections,
        @Nullable Items<AlertsSection.ReceiverEntry> receivers) {}
