package dev.ribwatch.exporter.http;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Rows that are all at hand once they are there. */
final class ListRows<R> implements RowSource<R> {
    private final CompletionStage<List<R>> all;
    private int next;

    ListRows(CompletionStage<List<R>> all) {
        this.all = all;
    }

    @Override
    public CompletionStage<Part<R>> next() {
        return all.thenApply(rows -> {
            int end = Math.min(rows.size(), next + RouteQuery.MOST_ROWS);
            Part<R> part = new Part<>(rows.subList(next, end), end == rows.size(), null);
            next = end;
            return part;
        });
    }
}
