package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What the intent says of a router, or of every member of a range.
 *
 * @param configuredAs the name of the configuration entry
 * @param vantage index of the network it stands in
 * @param vantageClass routers of one class attribute alike: same vantage, same AS numbers, same conditions that name
 *     routers; dense from 0
 * @param families the families that are configured, negotiated or not
 * @param ownRoutesHeld it shows us more of its own routes than it sends on, so its vantage's own routes are not judged
 *     by the default, Unexpected… and outward PrefixLimit rules
 * @param downGrace how long it may be down before SessionDown fires
 * @param canaries prefixes that it always announces to us
 */
public record RouterIntent(
        String configuredAs,
        int vantage,
        int vantageClass,
        Set<Family> families,
        boolean ownRoutesHeld,
        Duration downGrace,
        List<Prefix> canaries) {}
