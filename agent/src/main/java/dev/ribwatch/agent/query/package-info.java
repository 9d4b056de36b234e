/**
 * Questions about the table, answered in slices on the table thread: rows of text leave, ids never do.
 *
 * <p>A walk goes by prefix id, then router, then path identifier, all of which keep their order while a route is there.
 * So its place fits in a few numbers that the caller hands back as an opaque cursor, nothing is kept between two pages, and
 * a route that is there during the whole walk appears exactly once.
 *
 * <p>{@link dev.ribwatch.agent.query.ExplainWalk} says of one prefix what there is to say, in the rules' own words.
 * {@link dev.ribwatch.agent.query.Learning} writes an intent: what the routers show becomes networks, the table is held
 * against them by an engine that nobody hears of, and what is still found is allowed for review, until nothing is found.
 */
@NullMarked
package dev.ribwatch.agent.query;

import org.jspecify.annotations.NullMarked;
