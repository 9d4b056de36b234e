/** Whole messages: header checks, OPEN, UPDATE, NOTIFICATION, ROUTE-REFRESH, and the few that Ribwatch can send. */
@NullMarked
package dev.ribwatch.agent.wire.message;

import org.jspecify.annotations.NullMarked;
