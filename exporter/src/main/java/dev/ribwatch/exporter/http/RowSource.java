package dev.ribwatch.exporter.http;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Rows of one answer, a part at a time. The next part is asked for only after the one before has come. */
interface RowSource<R> {
    /**
     * @param rows may be empty although there is more
     * @param last whether that was all
     * @param after opaque cursor to what the answer leaves out, or null; of the last part only
     */
    record Part<R>(List<R> rows, boolean last, @Nullable String after) {}

    CompletionStage<Part<R>> next();
}
