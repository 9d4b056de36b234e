/**
 * The vocabulary that every module shares: address families, prefixes, AS numbers, communities, severities.
 *
 * <p>Plain immutable values with a text form that people know (RFC 5952 for IPv6 addresses, asplain of RFC 5396 for AS
 * numbers, {@code high:low} of RFC 1997 for communities). Nothing here depends on a parser library, so the wire codec
 * and the table may import it.
 */
@NullMarked
package dev.ribwatch.config.value;

import org.jspecify.annotations.NullMarked;
