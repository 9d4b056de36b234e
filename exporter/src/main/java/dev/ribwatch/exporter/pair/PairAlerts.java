package dev.ribwatch.exporter.pair;

import dev.ribwatch.exporter.alert.ActiveAlert;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/**
 * The alerts of one agent that can be compared.
 *
 * @param total how many there are
 * @param digest of what is said for certain, alerts that differ in their prefix alone taken as one
 * @param list all of them, or none where there are more than {@link #MOST}
 */
public record PairAlerts(int total, String digest, List<PairAlert> list) {
    /** The most alerts that are told one by one. */
    public static final int MOST = 10_000;

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
        return new PairAlerts(alerts.size(), digest(alerts), alerts.size() > MOST ? List.of() : alerts);
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
