/**
 * The lab: real BGP daemons as edge routers against the real agent process, with Prometheus, Alertmanager and a fake receiver
 * on the other side.
 *
 * <p>Every daemon runs in the foreground as a child of the test, on its own loopback address, with its own directory for
 * configuration, sockets and output; nothing of a packaged service is used or touched. Whatever a test waits for is a condition
 * with a deadline. {@code EdgeRouter} is the common face of the five daemons; {@code AgentProcess} that of the product.
 */
@NullMarked
package dev.ribwatch.agent.lab;

import org.jspecify.annotations.NullMarked;
