package dev.ribwatch.exporter.alert;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Label sets as Alertmanager and its receivers read them: identity, grouping, text. */
final class LabelSets {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final int SEPARATOR = 0xff;

    private static final List<String> CAUSE = List.of("alertname", "network", "other_network", "connection");
    private static final Set<String> BY_ROUTER =
            Set.of("SessionDown", "SessionFlapping", "MalformedUpdates", "ViewPartial");

    private LabelSets() {}

    /** The labels of a condition's alert. The subject wins over an external label of the same name. */
    static SortedMap<String, String> of(Condition condition, Map<String, String> external) {
        SortedMap<String, String> labels = new TreeMap<>(external);
        labels.putAll(condition.subject());
        labels.put("alertname", condition.rule());
        labels.put("severity", condition.severity().text());
        return labels;
    }

    static SortedMap<String, String> sorted(Map<String, String> texts) {
        return new TreeMap<>(texts);
    }

    /** The labels by which alerts of one cause share a notification. */
    static SortedMap<String, String> cause(Map<String, String> labels) {
        SortedMap<String, String> group = new TreeMap<>();
        for (String name : CAUSE) {
            copy(labels, name, group);
        }
        if (BY_ROUTER.contains(labels.getOrDefault("alertname", ""))) {
            copy(labels, "router", group);
        }
        return group;
    }

    private static void copy(Map<String, String> from, String name, Map<String, String> to) {
        String value = from.get(name);
        if (value != null) {
            to.put(name, value);
        }
    }

    static boolean matches(Map<String, String> match, Map<String, String> labels) {
        for (Map.Entry<String, String> wanted : match.entrySet()) {
            if (!wanted.getValue().equals(labels.get(wanted.getKey()))) {
                return false;
            }
        }
        return true;
    }

    /** As Prometheus prints a label set: <code>{a="b", c="d"}</code>. */
    static String text(SortedMap<String, String> labels) {
        StringBuilder text = new StringBuilder("{");
        labels.forEach((name, value) -> {
            if (text.length() > 1) {
                text.append(", ");
            }
            text.append(name).append("=\"");
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                switch (c) {
                    case '"', '\\' -> text.append('\\').append(c);
                    case '\n' -> text.append("\\n");
                    default -> text.append(c);
                }
            }
            text.append('"');
        });
        return text.append('}').toString();
    }

    /** FNV-1a of 64 bits over sorted names and values, as Prometheus' common library computes it. */
    static String fingerprint(SortedMap<String, String> labels) {
        long hash = FNV_OFFSET;
        for (Map.Entry<String, String> label : labels.entrySet()) {
            hash = add(hash, label.getKey());
            hash = (hash ^ SEPARATOR) * FNV_PRIME;
            hash = add(hash, label.getValue());
            hash = (hash ^ SEPARATOR) * FNV_PRIME;
        }
        return HexFormat.of().toHexDigits(hash);
    }

    private static long add(long hash, String text) {
        long sum = hash;
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            sum = (sum ^ (octet & 0xff)) * FNV_PRIME;
        }
        return sum;
    }

    /** 32 hexadecimal digits that stand for these texts, in this order. */
    static String digest(Iterable<String> texts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String text : texts) {
                sha.update(text.getBytes(StandardCharsets.UTF_8));
                sha.update((byte) 0);
            }
            return HexFormat.of().formatHex(sha.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
