/**
 * Delivery: each receiver has its own queue and its own thread, so that a slow one delays no other.
 *
 * <p>A receiver speaks one format (Alertmanager's webhook, Alertmanager's v2 API); what is
 * common to all (deadlines, bounds, retries, order, dead letters) stands once. A notification is tried until the
 * receiver accepts it or refuses it for good.
 */
@NullMarked
package dev.ribwatch.exporter.sink;

import org.jspecify.annotations.NullMarked;
