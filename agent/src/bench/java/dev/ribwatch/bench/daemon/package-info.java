/** Who takes the load, and what Ribwatch is told. */
package dev.ribwatch.bench.daemon;
