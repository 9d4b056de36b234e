/**
 * Findings become alerts that a person understands at night.
 *
 * <p>An alert's text has the same order for every rule: what is wrong (the summary, one line), what was meant and since
 * when, whose traffic is hit and what stops working, by which route (prefix, AS path, next hop, router), and which routers
 * could not look. A text says only what the finding and the intent say; it never asks the table.
 *
 * <p>Labels are the finding's subject and nothing else: figures, paths and lists stand in annotations, bounded.
 */
@NullMarked
package dev.ribwatch.agent.report;

import org.jspecify.annotations.NullMarked;
