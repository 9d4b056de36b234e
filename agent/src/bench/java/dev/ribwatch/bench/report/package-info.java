/** Figures and how they are shown. */
package dev.ribwatch.bench.report;
