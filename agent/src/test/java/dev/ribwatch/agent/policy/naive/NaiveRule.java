package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import java.util.Map;
import java.util.Set;

/** One rule, or a few of a kind, as the text has them. */
abstract class NaiveRule {
    final NaiveFacts facts;
    final Set<RuleName> names;

    NaiveRule(NaiveFacts facts, RuleName... names) {
        this.facts = facts;
        this.names = Set.of(names);
    }

    /** Whether a finding is this rule's. */
    final boolean isOf(Subject subject) {
        return names.contains(subject.rule());
    }

    /**
     * Whether this intent leaves it open that the subject is one, whatever routes there are. Exceptions and whether the rule
     * is enabled have been looked at; the router and the network are those of the subject, null if it has none.
     */
    abstract boolean canBe(Subject subject, RouterConfig router, NetworkConfig network);

    /** Whether something holds or not as it was before, so that it matters what was seen in between. */
    boolean isUndecided() {
        return false;
    }

    /** Adds what is true now. What could not be looked at is there already, and what rules before in the catalogue found. */
    abstract void judge(Map<Subject, Truth> before, Map<Subject, Truth> now);

    /** Whether a subject that names no router rests on this one, and ends with it. */
    boolean rests(Subject subject, String router) {
        return false;
    }

    /** A router is gone with all that was known of it, and another one has its name. */
    void renewed(String router) {}

    /** Another intent takes effect: takes over what decides {@link #canBe}. */
    void takeOver(NaiveRule previous) {}

    /** Another intent takes effect: takes over what the same rule remembered; {@link #facts} know the table and what is open. */
    void inherit(NaiveRule previous, Set<Subject> open) {}

    /** Time has passed since {@link #judge}, and nothing else happened: brings what was found up to date. */
    void pass(Map<Subject, Truth> open) {}

    /** Calls for each network at each router's family that is judged. */
    final void eachJudged(AtJudged each) {
        for (RouterConfig router : facts.config.routers()) {
            for (Family family : Family.values()) {
                if (facts.judged(router.name(), family)) {
                    facts.networks.forEach(network -> each.judge(router, family, network));
                }
            }
        }
    }

    /** What is judged of a network at a router's family. */
    interface AtJudged {
        void judge(RouterConfig router, Family family, NetworkConfig network);
    }
}
