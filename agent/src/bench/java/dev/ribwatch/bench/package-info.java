/**
 * The project's own benchmark: a deterministic Internet-sized table, a feeder that plays it over real BGP sessions, and the
 * daemons that take it in turn on the same machine in the same run. Test code: never in a shipped jar.
 */
package dev.ribwatch.bench;
