/**
 * Two agents as a pair: both watch the same routers with the same policy, both tell, and receivers take their alerts for one,
 * as labels name no agent. Each asks the other what it sees, and says where the two differ. Neither leads.
 *
 * <p>The other one is believed in nothing: what it says is read within bounds, and compared, never acted on.
 */
@NullMarked
package dev.ribwatch.exporter.pair;

import org.jspecify.annotations.NullMarked;
