package dev.ribwatch.exporter.http;

import dev.ribwatch.exporter.alert.ActiveAlert;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What the connections of one listener share; for its one loop, but for {@link #access}. */
final class Service {
    /** Answers that may be streamed at a time. */
    static final int MOST_STREAMS = 16;

    /** Bodies of requests that may be kept at a time. */
    static final int MOST_BODIES = 4;

    final Queries queries;
    final Supplier<CompletionStage<List<ActiveAlert>>> alerts;
    final Scrapes scrapes;
    final HttpLimits limits;
    final Connections connections;
    /** Who is being sent a scrape, in the order in which that began. */
    final Set<RequestHandler> readers = new LinkedHashSet<>();

    volatile Access access;
    int streams;
    /** Bodies that are kept. */
    int bodies;

    Service(
            Queries queries,
            Supplier<CompletionStage<List<ActiveAlert>>> alerts,
            Scrapes scrapes,
            HttpLimits limits,
            Access access) {
        this.queries = queries;
        this.alerts = alerts;
        this.scrapes = scrapes;
        this.limits = limits;
        this.connections = new Connections(limits.connections());
        this.access = access;
    }
}
