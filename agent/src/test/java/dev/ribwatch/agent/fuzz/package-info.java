/**
 * Fuzz targets: one class each, with {@code fuzzerTestOneInput}, and what must hold of any input at all.
 * {@code agent/bin/fuzz} looks for inputs that break one; {@link dev.ribwatch.agent.fuzz.FuzzCorpusTest} replays those
 * that were worth keeping. Targets of package-private code stand beside it.
 */
package dev.ribwatch.agent.fuzz;
