package dev.ribwatch.agent.transport;

import dev.ribwatch.agent.session.Timing;
import dev.ribwatch.agent.wire.capability.Capabilities;
import dev.ribwatch.agent.wire.capability.GracefulRestart;
import dev.ribwatch.agent.wire.error.Strictness;
import dev.ribwatch.agent.wire.message.Open;
import dev.ribwatch.agent.wire.message.OpenTerms;
import dev.ribwatch.config.AgentConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.Secret;
import dev.ribwatch.config.SessionConfig;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What of the configuration a session rests on: when this changes the session must end, and only then.
 *
 * @param address whom it is with: a host, or a range of which no member is known yet
 * @param ours the OPEN that we send
 * @param accepted what the peer's OPEN may say
 * @param strictness what is asked of its UPDATEs
 * @param ttlSecurity GTSM (RFC 5082)
 * @param md5 key of RFC 2385, wherever it comes from, or null
 */
record PeerTerms(
        Prefix address,
        Open ours,
        OpenTerms accepted,
        Strictness strictness,
        boolean ttlSecurity,
        @Nullable Secret md5) {
    static PeerTerms of(AgentConfig agent, RouterConfig router) {
        int families = 0;
        for (Family family : router.families()) {
            families |= 1 << family.ordinal();
        }
        long as = agent.as().value();
        SessionConfig session = router.session();
        Capabilities offered = Capabilities.offered(as, families, router.addPath() ? families : 0)
                .withRole(
                        session.localRole() == null
                                ? Capabilities.ABSENT
                                : session.localRole().value())
                .withGracefulRestart(
                        session.gracefulNotification()
                                ? GracefulRestart.NOTIFICATION_HELPER
                                : GracefulRestart.HELPER_ONLY);
        Open ours = new Open(as, (int) agent.holdTime().toSeconds(), agent.identifier(), offered);
        OpenTerms accepted = new OpenTerms(
                router.as().stream().map(Asn::value).collect(Collectors.toUnmodifiableSet()),
                ours,
                session.minHoldTime(),
                session.required());
        Strictness strictness = new Strictness(session.strict(), session.rejectAsSets(), session.disableBrokenFamily());
        Secret md5 = router.md5();
        return new PeerTerms(
                router.address(),
                ours,
                accepted,
                strictness,
                router.ttlSecurity(),
                md5 == null ? null : new Secret("md5", md5.octets()));
    }

    /** Those of a member of the range, however far that reaches. */
    PeerTerms ofMember(Prefix member) {
        return new PeerTerms(member, ours, accepted, strictness, ttlSecurity, md5);
    }

    /**
     * How long the kernel may fail to deliver what we sent before it gives the connection up, in milliseconds: the send
     * hold timer of RFC 9687 section 4. KEEPALIVEs alone fill no buffer for weeks, so a blocked write would never tell.
     */
    int sendHoldMillis(Timing timing) {
        return Math.max((int) TimeUnit.NANOSECONDS.toMillis(timing.sendHold()), 2 * ours.holdTime() * 1000);
    }
}
