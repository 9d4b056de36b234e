/**
 * The HTTP listener: {@code /metrics}, health, and the JSON API.
 *
 * <p>It runs on event loops of its own, so neither a slow client nor a flood of requests touches a BGP session. What it
 * shows it asks of {@link dev.ribwatch.exporter.http.Queries}, a port that the agent fills, in slices and only while the
 * client can take more. Nothing here changes a route or a session: GET and HEAD are all it knows.
 */
@NullMarked
package dev.ribwatch.exporter.http;

import org.jspecify.annotations.NullMarked;
