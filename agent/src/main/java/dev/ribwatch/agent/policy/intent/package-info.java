/**
 * The configuration compiled for judging, and the answer to "whose route is it".
 */
@NullMarked
package dev.ribwatch.agent.policy.intent;

import org.jspecify.annotations.NullMarked;
