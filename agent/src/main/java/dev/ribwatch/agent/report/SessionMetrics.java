package dev.ribwatch.agent.report;

import dev.ribwatch.agent.transport.SessionStatus;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.exporter.metrics.Metric;
import dev.ribwatch.exporter.metrics.MetricSink;
import dev.ribwatch.exporter.metrics.MetricSource;
import java.time.Instant;
import java.util.Collection;
import java.util.function.Supplier;

/** State and counters of the sessions, read from their single-writer values. */
public final class SessionMetrics implements MetricSource {
    /** NOTIFICATION codes as label values (RFC 4271 section 4.5, RFC 7313, RFC 9687); 0 stands for all others. */
    private static final String[] CODES = {
        "other", "header", "open", "update", "hold-timer", "fsm", "cease", "route-refresh", "send-hold-timer"
    };

    private final Supplier<Collection<SessionStatus>> sessions;

    /**
     * @param sessions the sessions there are now; called once a scrape
     */
    public SessionMetrics(Supplier<Collection<SessionStatus>> sessions) {
        this.sessions = sessions;
    }

    @Override
    public void write(MetricSink sink) {
        for (SessionStatus session : sessions.get()) {
            String router = session.name();
            sink.sample(Metric.SESSION_UP, session.isEstablished() ? 1 : 0, router);
            sink.sample(Metric.SESSION_STATE, session.state(), router);
            Instant at = session.establishedAt();
            if (at != null) {
                sink.sample(Metric.SESSION_ESTABLISHED_TIMESTAMP, at.toEpochMilli() / 1e3, router);
            }
            sink.sample(Metric.SESSION_FLAPS, session.flaps(), router);
            for (MessageType type : MessageType.values()) {
                sink.sample(Metric.MESSAGES_RECEIVED, session.received(type), router, type.label());
                sink.sample(Metric.MESSAGES_SENT, session.sent(type), router, type.label());
            }
            for (int code = 0; code < CODES.length; code++) {
                sink.sample(Metric.NOTIFICATIONS, session.notificationsReceived(code), router, "received", CODES[code]);
                sink.sample(Metric.NOTIFICATIONS, session.notificationsSent(code), router, "sent", CODES[code]);
            }
            sink.sample(Metric.LANE_BYTES, session.laneBytes(), router);
            sink.sample(Metric.LANE_PAUSED, session.pausedSeconds(), router);
        }
    }
}
