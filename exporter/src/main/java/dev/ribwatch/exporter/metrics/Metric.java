package dev.ribwatch.exporter.metrics;

import java.util.List;

/** Every metric that Ribwatch exposes, but for the JVM's own and the latencies ({@link Latency}). */
public enum Metric {
    BUILD_INFO(Type.INFO, "ribwatch_build_info", "Version of Ribwatch and of the Java runtime.", "version", "java"),

    SESSION_UP(Type.GAUGE, "ribwatch_session_up", "1 while the BGP session is Established.", "router"),
    SESSION_STATE(
            Type.GAUGE,
            "ribwatch_session_state",
            "State of the BGP session: 1 Idle, 2 Connect, 3 Active, 4 OpenSent, 5 OpenConfirm, 6 Established.",
            "router"),
    SESSION_ESTABLISHED_TIMESTAMP(
            Type.GAUGE,
            "ribwatch_session_established_timestamp_seconds",
            "Unix time at which the session last became Established.",
            "router"),
    SESSION_FLAPS(
            Type.COUNTER, "ribwatch_session_flaps_total", "How often the session was lost after it was up.", "router"),
    SESSION_CONVERGED(
            Type.GAUGE,
            "ribwatch_session_converged",
            "1 once the router's table of this family is known to be whole.",
            "router",
            "family"),
    MESSAGES_RECEIVED(Type.COUNTER, "ribwatch_messages_received_total", "BGP messages received.", "router", "type"),
    MESSAGES_SENT(Type.COUNTER, "ribwatch_messages_sent_total", "BGP messages sent.", "router", "type"),
    NOTIFICATIONS(
            Type.COUNTER,
            "ribwatch_notifications_total",
            "BGP NOTIFICATION messages by direction and error code.",
            "router",
            "direction",
            "code"),
    CONNECTIONS_REFUSED(
            Type.COUNTER, "ribwatch_connections_refused_total", "BGP connections closed at once, by reason.", "reason"),

    ROUTES(Type.GAUGE, "ribwatch_routes", "Routes held from this router.", "router", "family"),
    STALE_ROUTES(
            Type.GAUGE,
            "ribwatch_stale_routes",
            "Routes kept over a restart of this router that it has not told again.",
            "router",
            "family"),
    REFRESH_PHANTOMS(
            Type.COUNTER,
            "ribwatch_refresh_phantoms_total",
            "Routes that this router did not tell again in a refresh, and that were taken out therefore.",
            "router",
            "family"),
    REFRESH_AUDITS(
            Type.COUNTER,
            "ribwatch_refresh_audits_total",
            "Refreshes that we asked this router for, by what they showed.",
            "router",
            "family",
            "result"),
    PREFIX_LIMIT(
            Type.GAUGE,
            "ribwatch_prefix_limit",
            "Configured bound on routes held from this router.",
            "router",
            "family"),
    ROUTES_BLOCKED(
            Type.COUNTER,
            "ribwatch_routes_blocked_total",
            "Announcements dropped because of max-prefixes or for want of memory.",
            "router",
            "family"),
    ROUTE_CHANGES(
            Type.COUNTER,
            "ribwatch_route_changes_total",
            "Changes of the routes held from this router.",
            "router",
            "family",
            "change"),
    UPDATE_ERRORS(
            Type.COUNTER,
            "ribwatch_update_errors_total",
            "Malformed UPDATEs by what followed (RFC 7606).",
            "router",
            "action"),
    ROUTE_ODDITIES(
            Type.COUNTER,
            "ribwatch_route_oddities_total",
            "UPDATEs whose routes are kept although something about them is odd, by what.",
            "router",
            "kind"),
    UNNEGOTIATED_NLRI(
            Type.COUNTER,
            "ribwatch_unnegotiated_nlri_total",
            "Fields of UPDATEs dropped because their address family was not negotiated.",
            "router"),

    NETWORK_ROUTES(
            Type.GAUGE,
            "ribwatch_network_routes",
            "Routes that belong to this network, as this router shows it.",
            "network",
            "router",
            "family"),
    NETWORK_EXPECTED(
            Type.GAUGE,
            "ribwatch_network_expected",
            "Prefixes of this network that must be visible at this router.",
            "network",
            "router",
            "family"),
    NETWORK_VISIBLE(
            Type.GAUGE,
            "ribwatch_network_visible",
            "Required prefixes of this network that are visible at this router.",
            "network",
            "router",
            "family"),
    WATCHED_PREFIX_PRESENT(
            Type.GAUGE,
            "ribwatch_watched_prefix_present",
            "1 while this router has exactly this prefix; only for prefixes listed under watch.",
            "prefix",
            "router"),
    UNJUDGED(
            Type.GAUGE,
            "ribwatch_unjudged",
            "1 while findings that rest on this router and family are frozen.",
            "router",
            "family",
            "reason"),
    PLANNED_CHANGE(
            Type.GAUGE,
            "ribwatch_planned_change",
            "Prefixes of a planned change, each at each router that must see it, by what became of it.",
            "change",
            "outcome"),
    FINDINGS(Type.GAUGE, "ribwatch_findings", "Open findings.", "rule", "severity", "network"),

    ALERTS_FIRING(Type.GAUGE, "ribwatch_alerts_firing", "Alerts that fire.", "rule", "severity"),
    ALERTS_REFUSED(
            Type.COUNTER,
            "ribwatch_alerts_refused_total",
            "Conditions that opened no alert because the bound on open alerts was reached."),
    DELIVERIES(
            Type.COUNTER,
            "ribwatch_deliveries_total",
            "Attempts to deliver a notification by result: delivered, retried, dead.",
            "receiver",
            "result"),
    DELIVERY_QUEUE(Type.GAUGE, "ribwatch_delivery_queue", "Notifications that wait for this receiver.", "receiver"),
    LEDGER_WRITABLE(
            Type.GAUGE, "ribwatch_ledger_writable", "1 while what must outlast a restart is written to the disk."),
    LEDGER_ENTRIES(
            Type.GAUGE, "ribwatch_ledger_entries", "What the ledger holds: alert, notification, dead_letter.", "kind"),
    LEDGER_PENDING(
            Type.GAUGE,
            "ribwatch_ledger_pending",
            "Changes of the ledger that would not outlast a loss of power, as they are not on the disk yet."),
    LEDGER_LEFT_OUT(
            Type.COUNTER,
            "ribwatch_ledger_left_out_total",
            "Alerts and notifications for which the ledger had no room, so that they would not outlast a restart."),
    LEDGER_BYTES(Type.GAUGE, "ribwatch_ledger_bytes", "Size of the file of the ledger."),
    LEDGER_COMMITS(
            Type.COUNTER,
            "ribwatch_ledger_commits_total",
            "How often the ledger was written to the disk, by result: good, failed.",
            "result"),
    LEDGER_COMMIT_MAX(Type.GAUGE, "ribwatch_ledger_commit_seconds_max", "Longest time that this took since the start."),

    PAIR_REACHABLE(
            Type.GAUGE, "ribwatch_pair_reachable", "1 while the other agent of the pair answers with what it sees."),
    PAIR_DIFFERENCES(
            Type.GAUGE,
            "ribwatch_pair_differences",
            "In how much the two agents of the pair differ now, by kind; SplitView tells what lasts.",
            "kind"),

    LANE_BYTES(Type.GAUGE, "ribwatch_lane_bytes", "Bytes received and not yet taken into the table.", "router"),
    LANE_PAUSED(
            Type.COUNTER,
            "ribwatch_lane_paused_seconds_total",
            "Time during which the router's socket was not read because its lane was full.",
            "router"),
    TABLE_MEMORY(Type.GAUGE, "ribwatch_table_memory_bytes", "Memory of the route table by part.", "part"),
    TABLE_SLICE(Type.GAUGE, "ribwatch_table_slice_seconds", "Longest step of the table thread since the last scrape."),
    TABLE_SLICE_MAX(
            Type.GAUGE, "ribwatch_table_slice_seconds_max", "Longest step of the table thread since the start."),
    LOOP_STEP(Type.GAUGE, "ribwatch_loop_step_seconds", "Longest step of a BGP I/O loop since the last scrape."),
    LOOP_STEP_MAX(Type.GAUGE, "ribwatch_loop_step_seconds_max", "Longest step of a BGP I/O loop since the start."),

    CONFIG_LAST_RELOAD_SUCCESSFUL(
            Type.GAUGE,
            "ribwatch_config_last_reload_successful",
            "1 if the last attempt to load the configuration succeeded."),
    CONFIG_LAST_RELOAD_SUCCESS_TIMESTAMP(
            Type.GAUGE,
            "ribwatch_config_last_reload_success_timestamp_seconds",
            "Unix time of the last successful load of the configuration.");

    /** What a value means to Prometheus. */
    public enum Type {
        /** May go up and down. */
        GAUGE,
        /** Only grows, but for a restart. */
        COUNTER,
        /** Constant 1; the labels tell. */
        INFO
    }

    private final Type type;
    private final String fullName;
    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> labels;

    Metric(Type type, String fullName, String help, String... labels) {
        this.type = type;
        this.fullName = fullName;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** How the value behaves. */
    public Type type() {
        return type;
    }

    /** The name of a sample, suffix included. */
    public String fullName() {
        return fullName;
    }

    /** One sentence for people. */
    public String help() {
        return help;
    }

    /** Label names, in the order in which {@link MetricSink#sample} takes the values. */
    public List<String> labels() {
        return labels;
    }
}
