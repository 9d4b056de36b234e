/**
 * The scenario of the documentation, played into the real agent over loopback TCP.
 *
 * <p>The routers are tapes: the bytes that real daemons sent, recorded message by message (see {@code tapes/README.md}
 * among the resources). A {@link dev.ribwatch.agent.demo.TapePlayer} is one such router; {@link
 * dev.ribwatch.agent.demo.Scenario} says who sends what and when; {@link dev.ribwatch.agent.demo.Timeline} prints what
 * happens and adds up. Nothing here can make an UPDATE: it plays what was recorded.
 */
@NullMarked
package dev.ribwatch.agent.demo;

import org.jspecify.annotations.NullMarked;
