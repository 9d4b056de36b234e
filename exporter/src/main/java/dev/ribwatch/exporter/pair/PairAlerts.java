package dev.ribwatch.exporter.pair;

import dev.ribwatch.exporter.alert.ActiveAlert;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The alerts of one agent that can be compared.
 *
 * @param total how many there are
 * @param digest of what is said for certain, alerts that differ in their prefix alone taken as one
 * @param list all of them, or none where there are more than {@link #MOST}, or they take more than {@link #MOST_OCTETS}
 */
public record PairAlerts(int total, String digest, List<PairAlert> list) {
    /** The most alerts that are told one by one. */
    public static final int MOST = 10_000;

    /** The most octets that they take as JSON. */
    static final int MOST_OCTETS = 6 << 20;

    /** The names of fields, braces and truth values of one of them, as JSON. */
    private static final int FRAME = 80;

    public PairAlerts {
        list = List.copyOf(list);
    }

    /** Those of an agent. */
    public static PairAlerts of(List<ActiveAlert> active) {
        List<PairAlert> alerts = new ArrayList<>();
        for (ActiveAlert one : active) {
            PairAlert alert = PairAlert.of(one);
            if (alert != null) {
                alerts.add(alert);
            }
        }
        return new PairAlerts(alerts.size(), digest(alerts), isTooMuch(alerts) ? List.of() : alerts);
    }

    private static boolean isTooMuch(List<PairAlert> alerts) {
        long octets = 0;
        for (PairAlert alert : alerts) {
            octets += FRAME;
            for (Map.Entry<String, String> label : alert.labels().entrySet()) {
                octets += octets(label.getKey()) + octets(label.getValue());
            }
            for (String router : alert.routers()) {
                octets += octets(router);
            }
            if (octets > MOST_OCTETS) {
                return true;
            }
        }
        return alerts.size() > MOST;
    }

    /** At most so many of a text with its quotes and what parts it from the next: whatever is not plain ASCII is escaped. */
    private static int octets(String text) {
        int octets = 3;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            octets += c >= ' ' && c < 0x7f && c != '"' && c != '\\' ? 1 : 6;
        }
        return octets;
    }

    /** Whether all of them are listed. */
    boolean isWhole() {
        return list.size() == total;
    }

    private static String digest(List<PairAlert> alerts) {
        TreeSet<String> groups = new TreeSet<>();
        for (PairAlert alert : alerts) {
            if (alert.isCertain()) {
                groups.add(alert.group());
            }
        }
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            groups.forEach(group -> sha.update((group + '\n').getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(sha.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
