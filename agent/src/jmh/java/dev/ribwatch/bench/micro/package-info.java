/** Microbenchmarks of what a route passes through, a step each. {@code agent/bin/bench --micro}; figures are ns a route. */
package dev.ribwatch.bench.micro;
