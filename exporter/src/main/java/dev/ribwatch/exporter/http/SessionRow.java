package dev.ribwatch.exporter.http;

import dev.ribwatch.config.value.Family;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One session as the API shows it. In JSON, in this order: {@code name}, {@code address}, {@code as}, {@code network},
 * {@code state}, {@code established_since}, {@code router_id}, {@code hold_time}, {@code flaps}, {@code last_error},
 * {@code families} (a list of {@code {"family","converged","routes","state","stale"}}), {@code messages}
 * ({@code {"received":{TYPE:N},"sent":{TYPE:N}}}), {@code capabilities}, {@code hostname},
 * {@code software_version}, {@code role}. Null values are left out.
 *
 * @param name the router's name
 * @param address where it connects from, or is expected from
 * @param as the AS of its OPEN, or the configured one before; null if neither says one
 * @param network where it stands
 * @param state {@code Idle} to {@code Established}
 * @param establishedSince null while it is not Established
 * @param routerId BGP identifier of its OPEN
 * @param holdTime agreed hold time in seconds; null before OPEN
 * @param flaps how often the session was lost after it was up
 * @param lastError why the session last ended, or that none ever began, in words
 * @param families those configured at this router
 * @param received messages by type
 * @param sent messages by type
 * @param capabilities those of its OPEN, as text
 * @param hostname what its OPEN calls the router; escaped, at most 255 characters
 * @param softwareVersion what it says that it runs, likewise
 * @param role what it says that it is to us (RFC 9234): a word such as {@code provider}, or a number
 */
public record SessionRow(
        String name,
        String address,
        @Nullable Long as,
        @Nullable String network,
        String state,
        @Nullable Instant establishedSince,
        @Nullable String routerId,
        @Nullable Integer holdTime,
        long flaps,
        @Nullable String lastError,
        List<FamilyRow> families,
        Map<String, Long> received,
        Map<String, Long> sent,
        List<String> capabilities,
        @Nullable String hostname,
        @Nullable String softwareVersion,
        @Nullable String role) {

    /**
     * @param converged whether the table of this family is known to be whole
     * @param routes held now
     * @param state {@code never-up}, {@code down}, {@code stale} (down, but routes are kept for the router may be
     *     restarting), {@code syncing}, {@code converged}, or {@code disabled}: it could not be read, and counts for nothing
     *     until the session ends
     * @param stale routes of before the last restart that the router has not told again
     */
    public record FamilyRow(Family family, boolean converged, long routes, String state, long stale) {}
}
