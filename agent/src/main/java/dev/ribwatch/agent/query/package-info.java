/**
 * Questions about the table, answered in slices on the table thread: rows of text leave, ids never do.
 *
 * <p>A walk goes by prefix id, then router, then path identifier, all of which keep their order while a route is there.
 * So its place fits in a few numbers that the caller hands back as an opaque cursor, nothing is kept between two pages, and
 * a route that is there during the whole walk appears exactly once.
 */
@NullMarked
package dev.ribwatch.agent.query;

import org.jspecify.annotations.NullMarked;
