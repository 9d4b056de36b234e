package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Detail.LeakSign;
import dev.ribwatch.agent.policy.intent.AsnRoles;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RouteFacts;
import dev.ribwatch.agent.wire.attribute.WellKnownCommunity;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Role;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A route that went where it must not, as its attributes show.
 *
 * <p>Of roles: what the router is to us is the counterpart of {@code local-role}; without one OTC shows nothing.
 *
 * <p>Of NO_EXPORT and NO_ADVERTISE (RFC 1997): a router that <em>received</em> them must not have sent the route. Its own
 * routes, whose path has nobody else, it may send with either; those are not looked at.
 *
 * <p>Of the path only what stands before the first AS_SET has an order. A network is seen to pass routes on by an AS that it
 * alone declares and that does not originate the route. The numbers of the provider of circuits show nobody: circuits that
 * are joined have them in their paths (X1, X26).
 */
final class RouteLeak extends RouteRule {
    private static final int NOBODY = -1;

    /** Of {@link #roles}: one of {@code policy.providers}. */
    private static final int PROVIDER = 1;
    /** One of the provider of circuits. */
    private static final int LINKED = 2;
    /** One network alone declares it; which one stands above the other bits. */
    private static final int DECLARED = 4;

    private static final int NETWORK_SHIFT = 3;

    private final AsnRoles roles;

    RouteLeak(RuleContext context) {
        super(context, RuleName.ROUTE_LEAK);
        Map<Long, Integer> of = new HashMap<>();
        for (Network network : context.intent.networks()) {
            int declares = DECLARED | network.index() << NETWORK_SHIFT;
            for (Asn asn : network.asns()) {
                of.merge(asn.value(), declares, (a, b) -> a.equals(b) ? a : NOBODY);
            }
        }
        of.values().removeIf(declares -> declares == NOBODY);
        context.intent.providers().forEach(asn -> of.merge(asn.value(), PROVIDER, (a, b) -> a | b));
        context.intent.providerAs().linked().forEach(asn -> of.put(asn.value(), LINKED));
        roles = new AsnRoles(of);
    }

    @Override
    boolean judges(Network network) {
        return true;
    }

    @Override
    public boolean objects(RouteFacts facts, Network network) {
        return find(facts, network) != null;
    }

    @Override
    String keeps(Network network) {
        return "its attributes show no leak";
    }

    @Override
    String breaks(RouteFacts facts, Network network) {
        Detail.Leak leak = find(facts, network);
        return leak == null
                ? "its attributes show a leak"
                : switch (leak.sign()) {
                    case OTC_FROM_CUSTOMER -> "it carries OTC " + leak.as() + ", from a customer";
                    case OTC_FROM_PEER -> "it carries OTC " + leak.as() + ", from a peer that has another AS";
                    case NO_EXPORT -> "it was learned, and carries NO_EXPORT over an external session";
                    case NO_ADVERTISE -> "it was learned, and carries NO_ADVERTISE";
                    case OWN_AS -> "AS " + leak.as() + " of the router is in its path again";
                    case VALLEY -> "AS " + leak.as() + " passed it from one of policy.providers to another";
                    case PASSED_ON -> "AS " + leak.as() + " passed it on without a transit link";
                };
    }

    @Override
    Detail detail(RouteFacts facts, Network network) {
        Detail found = find(facts, network);
        return found == null ? Detail.None.NONE : found;
    }

    /** Allocates where it finds something only: once for each distinct set of attributes. */
    private Detail.@Nullable Leak find(RouteFacts facts, Network network) {
        Role role = facts.routersRole();
        if (facts.otc() >= 0 && role != null) {
            if (role == Role.CUSTOMER || role == Role.ROUTE_SERVER_CLIENT) {
                return new Detail.Leak(LeakSign.OTC_FROM_CUSTOMER, facts.otc());
            }
            if (role == Role.PEER && !facts.isRouters(facts.otc())) {
                return new Detail.Leak(LeakSign.OTC_FROM_PEER, facts.otc());
            }
        }
        if (facts.pathAsns() == 0) {
            return null;
        }
        if (facts.hasReservedCommunity()) {
            if (facts.hasCommunity(WellKnownCommunity.NO_ADVERTISE)) {
                return new Detail.Leak(LeakSign.NO_ADVERTISE, NOBODY);
            }
            if (facts.isExternal()
                    && (facts.hasCommunity(WellKnownCommunity.NO_EXPORT)
                            || facts.hasCommunity(WellKnownCommunity.NO_EXPORT_SUBCONFED))) {
                return new Detail.Leak(LeakSign.NO_EXPORT, NOBODY);
            }
        }
        if (facts.routersAs() >= 0 && facts.hasInPath(facts.routersAs())) {
            return new Detail.Leak(LeakSign.OWN_AS, facts.routersAs());
        }
        int all = facts.rolesInPath(roles);
        long valley = (all & PROVIDER) == 0 ? NOBODY : valley(facts);
        if (valley >= 0) {
            return new Detail.Leak(LeakSign.VALLEY, valley);
        }
        long passedOn = (all & DECLARED) == 0 ? NOBODY : passedOn(facts, network);
        return passedOn >= 0 ? new Detail.Leak(LeakSign.PASSED_ON, passedOn) : null;
    }

    /**
     * The first AS that is no provider and stands between two different ones (RFC 7908 section 3.1). One provider on both
     * sides is none: it would not take its own AS again, so that whoever originates the route wrote it there.
     */
    private long valley(RouteFacts facts) {
        long above = NOBODY;
        long below = NOBODY;
        for (int i = 0; i < facts.orderedAsns(); i++) {
            long asn = facts.pathAs(i);
            int role = roles.of(asn);
            if ((role & LINKED) != 0) {
                continue;
            }
            if ((role & PROVIDER) == 0) {
                below = above >= 0 && below < 0 ? asn : below;
            } else if (below >= 0 && asn != above) {
                return below;
            } else {
                above = asn;
                below = NOBODY;
            }
        }
        return NOBODY;
    }

    /** An AS of a closed network that passed the route on though no transit link lets it. */
    private long passedOn(RouteFacts facts, Network owner) {
        if (owner.isUnknown()) {
            return NOBODY;
        }
        int end = facts.orderedAsns();
        if (end == facts.pathAsns()) {
            long origin = facts.pathAs(end - 1);
            while (end > 0 && facts.pathAs(end - 1) == origin) {
                end--;
            }
        }
        int nearer = facts.vantage();
        for (int i = 0; i < end; i++) {
            int passing = declaredBy(facts.pathAs(i));
            if (passing == NOBODY || passing == nearer) {
                continue;
            }
            int farther = farther(facts, i, end, owner.index());
            if (passing != owner.index()
                    && passing != facts.vantage()
                    && !context.intent.network(passing).isOpen()
                    && !context.intent.mayPassOn(passing, farther, nearer)) {
                return facts.pathAs(i);
            }
            nearer = passing;
        }
        return NOBODY;
    }

    /** The network before the one that passes the route on, seen from its origin. */
    private int farther(RouteFacts facts, int at, int end, int owner) {
        int passing = declaredBy(facts.pathAs(at));
        for (int i = at + 1; i < end; i++) {
            int next = declaredBy(facts.pathAs(i));
            if (next != NOBODY && next != passing) {
                return next;
            }
        }
        return owner;
    }

    private int declaredBy(long asn) {
        int role = roles.of(asn);
        return (role & DECLARED) == 0 ? NOBODY : role >>> NETWORK_SHIFT;
    }
}
