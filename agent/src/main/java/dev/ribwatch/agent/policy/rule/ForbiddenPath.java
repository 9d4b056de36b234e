package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Detail.PathFault;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RouteFacts;
import dev.ribwatch.config.RouteTerms;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Asn;
import java.util.List;

/** A route whose AS path breaks {@code path} of its network. */
final class ForbiddenPath extends RouteRule {
    private static final long NONE = -1;
    /** By network. */
    private final List<Terms> terms;

    private final long circuits;
    private final long gateway;
    private final long hostedCloud;

    /** As they are held against paths. */
    private static final class Terms {
        final boolean any;
        final long[] forbid;
        final long[] require;
        final boolean privateAs;
        final int maxLength;
        final boolean asSet;

        Terms(RouteTerms.Path path) {
            any = path.equals(RouteTerms.Path.ANY);
            forbid = path.forbid().stream().mapToLong(Asn::value).toArray();
            require = path.require().stream().mapToLong(Asn::value).toArray();
            privateAs = path.privateAs();
            maxLength = path.maxLength();
            asSet = path.asSet();
        }
    }

    ForbiddenPath(RuleContext context) {
        super(context, RuleName.FORBIDDEN_PATH);
        terms = context.intent.networks().stream()
                .map(network -> new Terms(network.terms().path()))
                .toList();
        circuits = context.intent.providerAs().circuits().value();
        gateway = context.intent.providerAs().gateway().value();
        hostedCloud = context.intent.providerAs().hostedCloud().value();
    }

    @Override
    boolean judges(Network network) {
        return !terms.get(network.index()).any;
    }

    @Override
    public boolean objects(RouteFacts facts, Network network) {
        Terms of = terms.get(network.index());
        return forbidden(facts, of) != NONE
                || missing(facts, of) != NONE
                || privateAs(facts, of, network) != NONE
                || facts.pathLength() > of.maxLength
                || !of.asSet && facts.hasAsSet();
    }

    @Override
    String keeps(Network network) {
        return "its AS path is as path of " + network + " has it";
    }

    @Override
    String breaks(RouteFacts facts, Network network) {
        return "its AS path is not as path of " + network + " has it";
    }

    @Override
    Detail detail(RouteFacts facts, Network network) {
        Terms of = terms.get(network.index());
        long forbidden = forbidden(facts, of);
        if (forbidden != NONE) {
            return new Detail.Path(PathFault.FORBIDDEN_AS, forbidden);
        }
        long missing = missing(facts, of);
        if (missing != NONE) {
            return new Detail.Path(PathFault.MISSING_AS, missing);
        }
        long privateAs = privateAs(facts, of, network);
        if (privateAs != NONE) {
            return new Detail.Path(PathFault.PRIVATE_AS, privateAs);
        }
        return facts.pathLength() > of.maxLength
                ? new Detail.Path(PathFault.TOO_LONG, facts.pathLength())
                : new Detail.Path(PathFault.AS_SET, NONE);
    }

    private static long forbidden(RouteFacts facts, Terms of) {
        for (long asn : of.forbid) {
            if (facts.hasInPath(asn)) {
                return asn;
            }
        }
        return NONE;
    }

    private static long missing(RouteFacts facts, Terms of) {
        for (long asn : of.require) {
            if (!facts.hasInPath(asn) && asn != facts.ownAs()) {
                return asn;
            }
        }
        return NONE;
    }

    /** A private AS number (RFC 6996 section 5) that is not the network's own, and not the provider's of circuits (X26). */
    private long privateAs(RouteFacts facts, Terms of, Network network) {
        for (int i = 0; !of.privateAs && i < facts.pathAsns(); i++) {
            long asn = facts.pathAs(i);
            if ((asn >= 64_512 && asn <= 65_534 || asn >= 4_200_000_000L && asn <= 4_294_967_294L)
                    && !network.hasAsn(asn)
                    && !isOfCircuits(asn, facts)) {
                return asn;
            }
        }
        return NONE;
    }

    /** That of gateways stands behind circuits alone: others may have it too. */
    private boolean isOfCircuits(long asn, RouteFacts facts) {
        return asn == circuits || asn == hostedCloud || asn == gateway && facts.hasInPath(circuits);
    }
}
