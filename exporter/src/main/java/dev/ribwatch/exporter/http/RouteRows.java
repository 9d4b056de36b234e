package dev.ribwatch.exporter.http;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Routes, asked of the table in slices. */
final class RouteRows implements RowSource<RouteRow> {
    private final Queries queries;
    private RouteQuery query;
    private long left;

    /**
     * @param limit how many rows at most; null: all
     */
    RouteRows(Queries queries, RouteQuery query, @Nullable Integer limit) {
        this.queries = queries;
        this.left = limit == null ? Long.MAX_VALUE : limit;
        this.query = query.next(query.after(), slice());
    }

    private int slice() {
        return (int) Math.min(left, RouteQuery.MOST_ROWS);
    }

    @Override
    public CompletionStage<Part<RouteRow>> next() {
        return queries.routes(query).thenApply(page -> {
            left -= page.rows().size();
            boolean last = page.after() == null || left <= 0;
            query = query.next(page.after(), slice());
            return new Part<>(page.rows(), last, last ? page.after() : null);
        });
    }
}
