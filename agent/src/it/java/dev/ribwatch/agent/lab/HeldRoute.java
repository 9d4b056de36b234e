package dev.ribwatch.agent.lab;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The attributes of a route as a receiver shows them, in one notation for all: {@code origin}, {@code as-path}, {@code next-hop},
 * {@code med}, {@code local-pref}, {@code atomic-aggregate}, {@code aggregator}, {@code communities},
 * {@code extended-communities}, {@code large-communities}, {@code otc}.
 */
final class HeldRoute {
    private static final Pattern SET = Pattern.compile("\\{([^}]*)}");
    private static final String DEFAULT_LOCAL_PREF = "100";

    private final TreeMap<String, String> attributes = new TreeMap<>();

    HeldRoute origin(String value) {
        String lower = value.toLowerCase(java.util.Locale.ROOT);
        return value.isEmpty() ? this : put("origin", lower.equals("?") ? "incomplete" : lower);
    }

    /** AS numbers and spaces; sets in braces, confederation segments in parentheses or brackets. */
    HeldRoute asPath(String value) {
        Matcher sets = SET.matcher(value);
        String sorted = sets.replaceAll(set -> " {"
                + String.join(
                        ",",
                        new TreeSet<>(Arrays.asList(set.group(1).strip().split("[ ,]+", -1))))
                + "} ");
        return put("as-path", sorted.strip().replaceAll("([(\\[]) +| +(?=[)\\]])", "$1").replaceAll(" +", " "));
    }

    HeldRoute nextHop(String value) {
        return value.isEmpty()
                ? this
                : put("next-hop", Address.ip(value.split(" ", -1)[0]).getHostAddress());
    }

    HeldRoute med(String value) {
        return value.equals("0") || value.isEmpty() ? this : put("med", value);
    }

    HeldRoute localPref(String value) {
        return value.equals(DEFAULT_LOCAL_PREF) || value.isEmpty() ? this : put("local-pref", value);
    }

    HeldRoute atomicAggregate() {
        return put("atomic-aggregate", "yes");
    }

    HeldRoute aggregator(String as, String address) {
        return put("aggregator", as + " " + address);
    }

    HeldRoute communities(Collection<String> values) {
        return putAll("communities", values);
    }

    HeldRoute largeCommunities(Collection<String> values) {
        return putAll("large-communities", values);
    }

    /** Each receiver has its own notation for these: only that there are some is compared. */
    HeldRoute extendedCommunities() {
        return put("extended-communities", "yes");
    }

    HeldRoute otc(String value) {
        return put("otc", value);
    }

    private HeldRoute putAll(String name, Collection<String> values) {
        return values.isEmpty() ? this : put(name, String.join(" ", new TreeSet<>(values)));
    }

    private HeldRoute put(String name, String value) {
        attributes.put(name, value);
        return this;
    }

    /** Whether this is still the route of {@link Receiver#announceBefore}. */
    boolean isFromBefore() {
        return "4242".equals(attributes.get("med"));
    }

    /** How this differs from the same route elsewhere: {@code -name} lacks it, {@code +name} has it alone, {@code ~name} another value. */
    String differenceFrom(HeldRoute other, Set<String> shown) {
        TreeSet<String> names = new TreeSet<>(attributes.keySet());
        names.addAll(other.attributes.keySet());
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            String mine = attributes.get(name);
            String theirs = other.attributes.get(name);
            if (shown.contains(name) && !java.util.Objects.equals(mine, theirs)) {
                text.append(' ').append(mine == null ? '-' : theirs == null ? '+' : '~').append(name);
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return attributes.toString();
    }
}
