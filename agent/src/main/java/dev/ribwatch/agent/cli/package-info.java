/**
 * The command line: one class a command, one line in {@link dev.ribwatch.agent.cli.RibwatchCommand} to add one.
 *
 * <p>Data goes to standard output, everything else to standard error. A failure is one line; {@code --debug} adds the
 * stack trace. Exit codes: 0 done, 1 failure or agent not reachable, 2 bad usage or bad config, 4 nothing found.
 */
@NullMarked
package dev.ribwatch.agent.cli;

import org.jspecify.annotations.NullMarked;
