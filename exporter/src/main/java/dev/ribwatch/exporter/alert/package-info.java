/**
 * From deviations to alerts.
 *
 * <p>A {@link dev.ribwatch.exporter.alert.Condition} is a deviation that holds, as the policy sees it. The pipeline makes
 * episodes of conditions (pending, firing, still firing for a while, resolved), episodes become alerts with labels,
 * and alerts leave in groups, one a cause, to the receivers that the routes name. The pipeline itself is a pure state
 * machine that is told the time; a thread drives it, and a replay or a test drives it as well. It hands notifications
 * to the outbox and never waits for a receiver.
 */
@NullMarked
package dev.ribwatch.exporter.alert;

import org.jspecify.annotations.NullMarked;
