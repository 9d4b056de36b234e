package dev.ribwatch.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What decides what an agent finds and under which labels it tells it, as one digest a section: two agents with the same
 * digests find the same in the same routes. Who an agent is, where it listens, where its routers connect from, secrets,
 * receivers and maintenance windows are no part of it. The order of a list counts, as it does to the policy; that of routers
 * and connections does not.
 */
public final class PolicyDigest {
    /** Hexadecimal digits of a digest. */
    public static final int LENGTH = 16;

    private PolicyDigest() {}

    /** Name of each section, as the configuration has it, to its digest of {@link #LENGTH} hexadecimal digits. */
    public static Map<String, String> of(Config config) {
        Map<String, String> sections = new LinkedHashMap<>();
        sections.put(
                "routers",
                digest(config.routers().stream()
                        .sorted(Comparator.comparing(RouterConfig::name))
                        .map(PolicyDigest::sight)
                        .toList()));
        sections.put("networks", digest(config.networks()));
        sections.put(
                "connections",
                digest(config.connections().stream()
                        .sorted(Comparator.comparing(ConnectionConfig::name))
                        .toList()));
        sections.put("policy", digest(config.policy()));
        sections.put("external-labels", digest(config.alerts().externalLabels()));
        return sections;
    }

    /** What of a router's entry decides what is seen of it. */
    private static List<Object> sight(RouterConfig router) {
        return List.of(
                router.name(),
                router.isRange(),
                router.as(),
                router.network(),
                router.ownRoutes(),
                router.addPath(),
                router.maxPrefixes(),
                router.families(),
                router.downGrace(),
                router.session(),
                router.canaries());
    }

    private static String digest(Object value) {
        StringBuilder text = new StringBuilder();
        append(text, value);
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, LENGTH / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    // Every value has its length before it, so that no two differ in their structure alone. Sets and maps are sorted:
    // their order is another in every process.
    private static void append(StringBuilder text, @Nullable Object value) {
        if (value == null) {
            text.append('-');
        } else if (value instanceof Record entry) {
            text.append('{');
            for (RecordComponent component : entry.getClass().getRecordComponents()) {
                if (!isPlace(component)) {
                    text.append(component.getName()).append('=');
                    append(text, read(entry, component));
                }
            }
            text.append('}');
        } else if (value instanceof Set<?> set) {
            list(text, set.stream().map(PolicyDigest::text).sorted().toList());
        } else if (value instanceof Collection<?> list) {
            list(text, list.stream().map(PolicyDigest::text).toList());
        } else if (value instanceof Map<?, ?> map) {
            list(
                    text,
                    map.entrySet().stream()
                            .map(entry -> text(List.of(entry.getKey(), entry.getValue())))
                            .sorted()
                            .toList());
        } else if (!(value instanceof Secret) && !(value instanceof Path)) {
            String scalar = value instanceof Enum<?> word ? word.name() : value.toString();
            text.append(scalar.length()).append(':').append(scalar);
        }
    }

    private static String text(@Nullable Object value) {
        StringBuilder text = new StringBuilder();
        append(text, value);
        return text.toString();
    }

    private static void list(StringBuilder text, List<String> members) {
        text.append('[');
        members.forEach(member -> text.append(member.length()).append(':').append(member));
        text.append(']');
    }

    /** Where an entry stands in its file changes nothing. */
    private static boolean isPlace(RecordComponent component) {
        return component.getDeclaringRecord().equals(RuleConfig.Except.class)
                && component.getName().equals("line");
    }

    private static @Nullable Object read(Record entry, RecordComponent component) {
        try {
            return component.getAccessor().invoke(entry);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a record of the configuration cannot be read: " + entry.getClass(), e);
        }
    }
}
