/** Prefixes as an UPDATE carries them (RFC 4271 section 4.3, RFC 7911 section 3). */
@NullMarked
package dev.ribwatch.agent.wire.nlri;

import org.jspecify.annotations.NullMarked;
