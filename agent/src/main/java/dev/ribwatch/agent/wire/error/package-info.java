/** What can be wrong with a message, and what then becomes of it. */
@NullMarked
package dev.ribwatch.agent.wire.error;

import org.jspecify.annotations.NullMarked;
