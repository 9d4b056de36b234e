package dev.ribwatch.agent.query;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Convergence;
import dev.ribwatch.agent.session.Negotiated;
import dev.ribwatch.agent.session.PeerClaims;
import dev.ribwatch.agent.transport.SessionStatus;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.exporter.http.SessionRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Sessions as the API shows them: the transport's state beside what the table holds. Table thread only. */
public final class SessionRows {
    private static final String[] STATES = {
        "Unknown", "Idle", "Connect", "Active", "OpenSent", "OpenConfirm", "Established"
    };

    private SessionRows() {}

    /**
     * One row.
     *
     * @param configured the router's entry
     * @param routes what the table holds of it, or null if the table does not know it
     */
    public static SessionRow of(SessionStatus session, RouterConfig configured, @Nullable AdjRibIn routes) {
        Negotiated negotiated = session.negotiated();
        PeerClaims claims = negotiated == null ? PeerClaims.NONE : negotiated.claims();
        String address = session.address();
        Long onlyAs =
                configured.as().size() == 1 ? configured.as().iterator().next().value() : null;
        List<SessionRow.FamilyRow> families = new ArrayList<>();
        for (int i = 0; i < Family.count(); i++) {
            Family family = Family.of(i);
            if (configured.families().contains(family)) {
                boolean converged = routes != null && routes.convergence(family) == Convergence.CONVERGED;
                families.add(new SessionRow.FamilyRow(
                        family,
                        converged,
                        routes == null ? 0 : routes.routes(family),
                        state(routes, family),
                        routes == null ? 0 : routes.stale(family)));
            }
        }
        return new SessionRow(
                session.name(),
                address == null ? configuredAddress(session.name(), configured) : address,
                negotiated == null ? onlyAs : Long.valueOf(negotiated.context().peerAs()),
                configured.network(),
                STATES[session.state() >= 0 && session.state() < STATES.length ? session.state() : 0],
                session.establishedAt(),
                negotiated == null ? null : negotiated.identifierText(),
                negotiated == null ? null : negotiated.holdTime(),
                session.flaps(),
                lastError(session, configured),
                families,
                messages(session::received),
                messages(session::sent),
                negotiated == null ? List.of() : negotiated.capabilities(),
                claims.hostname(),
                claims.softwareVersion(),
                claims.role());
    }

    private static String state(@Nullable AdjRibIn routes, Family family) {
        if (routes != null && routes.isDisabled(family)) {
            return "disabled";
        }
        Convergence convergence = routes == null ? Convergence.NEVER_UP : routes.convergence(family);
        return convergence.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A router whose segments have a wrong MD5 key, or come from too far away, is one that never came. */
    private static @Nullable String lastError(SessionStatus session, RouterConfig configured) {
        if (session.lastError() != null || session.address() != null) {
            return session.lastError();
        }
        return "no connection accepted yet"
                + (configured.md5() == null ? "" : "; a wrong or missing MD5 key is silence (RFC 2385)")
                + (configured.ttlSecurity() ? "; with ttl-security its packets need a TTL of 255 (RFC 5082)" : "");
    }

    /** That of a member of a range is the rest of its name. */
    private static String configuredAddress(String name, RouterConfig configured) {
        String member = configured.name() + "-";
        return configured.isRange() && name.startsWith(member)
                ? name.substring(member.length())
                : configured.address().address();
    }

    private static Map<String, Long> messages(ToLongFunction<MessageType> count) {
        Map<String, Long> messages = new LinkedHashMap<>();
        for (MessageType type : MessageType.values()) {
            messages.put(type.label(), count.applyAsLong(type));
        }
        return messages;
    }
}
