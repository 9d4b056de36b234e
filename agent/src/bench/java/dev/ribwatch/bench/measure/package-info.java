/** What is measured. */
package dev.ribwatch.bench.measure;
