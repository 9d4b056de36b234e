/**
 * The operator's intention as typed, immutable records.
 *
 * <p>{@code ribwatch.yaml} becomes one {@link dev.ribwatch.config.Config}: positions first (every key's line and
 * column), then binding, then checks across sections. All problems are reported at once, each with its place. The
 * records are the file's shape, not the run-time model: the agent compiles them once, at start and on reload.
 */
@NullMarked
package dev.ribwatch.config;

import org.jspecify.annotations.NullMarked;
