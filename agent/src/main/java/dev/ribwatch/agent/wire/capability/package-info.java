/** What an OPEN says its sender can do (RFC 5492). */
@NullMarked
package dev.ribwatch.agent.wire.capability;

import org.jspecify.annotations.NullMarked;
