/**
 * Bytes to messages and back: pure functions over {@code byte[]}, offset and limit. Nothing here knows a socket, a
 * clock or a log.
 *
 * <p>A message is its octets plus ranges plus the negotiated context ({@link dev.ribwatch.agent.wire.DecodeContext}).
 * Reads go through a {@link dev.ribwatch.agent.wire.Cursor} that never throws; a read past its limit sets a flag that
 * the decoder looks at once. Faults are values: a {@link dev.ribwatch.agent.wire.error.Verdict} of RFC 7606 for an
 * UPDATE, a NOTIFICATION to send for everything else. Decoding a good UPDATE allocates nothing.
 *
 * <p>What can be sent is the sealed {@code OutboundMessage}; none of its kinds has a place for a prefix.
 *
 * <p>RFC 4271, 2918, 3392/5492, 4360, 4456, 4486, 4724, 4760, 5065, 5701, 6286, 6608, 6793, 7313, 7606, 7607, 7911,
 * 8092, 8203/9003, 8538, 8654, 9072, 9234, 9384, 9687. Not done: next hops of RFC 8950 are accepted but the capability
 * is not offered; NLRI other than IPv4 and IPv6 unicast are dropped unread.
 */
@NullMarked
package dev.ribwatch.agent.wire;

import org.jspecify.annotations.NullMarked;
