/**
 * The project's own benchmark: a deterministic Internet-sized table, feeders that play it over real BGP sessions, and the
 * daemons that take it in turn on the same machine in the same run. Test code: never in a shipped jar.
 *
 * <p>{@code load}: the table and who sends it; {@code daemon}: who takes it, a file and a line of the catalogue each;
 * {@code measure}: what is measured, likewise; {@code report}: tables, JSON, plots.
 *
 * <p>The results, {@code bench.json}:
 *
 * <pre>
 * {"schema": 1,
 *  "made": "2026-01-01T00:00:00Z", "routes": 1200000, "runs": 3,
 *  "machine": {"cpus", "cpu", "memory", "kernel", "java", "load": /proc/loadavg when it began},
 *  "versions": {"bird": "BIRD version 2.0.12", ...},
 *  "figures": [
 *    {"measurement": "converge",           name in the catalogue
 *     "subject": "ribwatch",               daemon or program
 *     "case": "4 x 1,200,000 routes",
 *     "x": 1200000,                        where it stands on a curve; left out elsewhere
 *     "figure": "time to converge", "unit": "s",
 *     "runs": [1.91, 1.95, 1.93], "median": 1.93,
 *     "ratio": 0.15}],                     only of ribwatch: its median over BIRD's (bgpdump's in a replay)
 *  "failures": ["converge: GoBGP, ...: holds 0 of 4800000 routes"]}
 * </pre>
 */
package dev.ribwatch.bench;
