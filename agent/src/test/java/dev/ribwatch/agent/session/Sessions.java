package dev.ribwatch.agent.session;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.capability.Capabilities;
import dev.ribwatch.agent.wire.capability.GracefulRestart;
import dev.ribwatch.agent.wire.message.Open;
import dev.ribwatch.agent.wire.message.OutboundMessage;
import java.util.List;

/** Sessions in any state, for tests. */
final class Sessions {
    static final long SECOND = 1_000_000_000L;
    static final int HOLD_SECONDS = 90;
    static final long HOLD = HOLD_SECONDS * SECOND;

    /** Both sides keep routes over a NOTIFICATION. */
    static final RestartTerms NOTIFICATIONS = new RestartTerms(new GracefulRestart(false, true, 120, 3, 3), null, true);

    private Sessions() {}

    static Open ours() {
        return new Open(65000, HOLD_SECONDS, 0xc000020a, Capabilities.offered(65000, 3, 0));
    }

    static Negotiated negotiated(boolean gracefulRestart, boolean enhancedRefresh) {
        return negotiated(HOLD_SECONDS, gracefulRestart, enhancedRefresh);
    }

    static Negotiated negotiated(int holdTime, boolean gracefulRestart, boolean enhancedRefresh) {
        return negotiated(holdTime, gracefulRestart ? RestartTerms.END_OF_RIB : RestartTerms.NONE, enhancedRefresh);
    }

    static Negotiated negotiated(int holdTime, RestartTerms restart, boolean enhancedRefresh) {
        DecodeContext context = new DecodeContext(true, true, 3, 0, 65010, 65000);
        return new Negotiated(
                context, 0x0a00000b, holdTime, false, true, enhancedRefresh, restart, PeerClaims.NONE, List.of());
    }

    static Session at(SessionState state) {
        return at(state, negotiated(false, true));
    }

    static Session at(SessionState state, Negotiated negotiated) {
        boolean agreed = state == SessionState.OPEN_CONFIRM || state == SessionState.ESTABLISHED;
        return new Session(state, ours(), Timing.STANDARD, 0, HOLD / 3, agreed ? negotiated : null);
    }

    static List<OutboundMessage> sent(Step step) {
        return step.actions().stream()
                .filter(Action.Send.class::isInstance)
                .map(action -> ((Action.Send) action).message())
                .toList();
    }
}
