package dev.ribwatch.agent.session;

/**
 * Why a session ended.
 *
 * @param kind who ended it and how
 * @param code NOTIFICATION code, 0 without one
 * @param subcode NOTIFICATION subcode, 0 without one
 * @param text one line for people, safe to print, at most 512 characters
 */
public record DownReason(Kind kind, int code, int subcode, String text) {

    /** Who ended the session. */
    public enum Kind {
        /** We sent a NOTIFICATION. */
        NOTIFICATION_SENT,
        /** The peer sent a NOTIFICATION. */
        NOTIFICATION_RECEIVED,
        /** We closed without a NOTIFICATION, for what came was a broken one, which is never answered. */
        CLOSED_UNANSWERED,
        /** The connection was closed or reset, without a NOTIFICATION. */
        CONNECTION_LOST,
        /** The peer restarted and came back on a new connection (RFC 4724 section 4.2). */
        REPLACED
    }
}
