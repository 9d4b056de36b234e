/**
 * What the fuzz targets of the exporter share. A target has {@code fuzzerTestOneInput} and stands beside the code that it
 * is about; {@code agent/bin/fuzz} looks for inputs that break one, {@link dev.ribwatch.exporter.fuzz.FuzzCorpusTest}
 * replays those that were worth keeping.
 */
package dev.ribwatch.exporter.fuzz;
