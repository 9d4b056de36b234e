package dev.ribwatch.exporter.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some routes of an answer.
 *
 * @param rows in no promised order; may be empty although there is more
 * @param after opaque cursor to what follows; null: that was all
 */
public record RoutePage(List<RouteRow> rows, @Nullable String after) {}
