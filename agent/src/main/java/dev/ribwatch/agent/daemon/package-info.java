/**
 * Puts the stages together: the only place that sees every one of them.
 *
 * <p>{@link dev.ribwatch.agent.daemon.Agent} builds and ends them, {@link dev.ribwatch.agent.daemon.TableThread} is the
 * one thread that owns the table, {@link dev.ribwatch.agent.daemon.LaneIntake} takes what routers sent from their lanes
 * into it. Everything that must see a consistent table (queries, reload, samples for a scrape) is a
 * {@link dev.ribwatch.agent.daemon.TableTask}: it runs on that thread in slices, between messages.
 */
@NullMarked
package dev.ribwatch.agent.daemon;

import org.jspecify.annotations.NullMarked;
