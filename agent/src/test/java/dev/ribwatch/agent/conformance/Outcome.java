package dev.ribwatch.agent.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What must come of the input of a case. Filled line by line while the case is read. */
public final class Outcome {
    /** The route that most cases are about; held before the input, with MED 7. */
    public static final String SUBJECT = "198.51.100.0/24";

    public static final String SUBJECT6 = "2001:db8:1::/48";
    /** Held before the input and never named in it. */
    public static final String BYSTANDER = "203.0.113.0/24";

    public static final String BYSTANDER6 = "2001:db8:ff::/48";
    public static final String SENTINEL = "192.0.2.0/24";
    public static final String SENTINEL6 = "2001:db8:fe::/48";

    /** What becomes of the message (RFC 7606 section 2), or of the connection. */
    public enum Verdict {
        ACCEPT,
        DISCARD,
        WITHDRAW,
        /** A family counts for nothing from here on. */
        DISABLE,
        /** NOTIFICATION and close. */
        RESET,
        /** Close without a word. */
        CLOSED
    }

    /** {@code $aa*300} in a fact, or {@code $65001\\s*300} with a space after each. */
    private static final Pattern REPEATED = Pattern.compile("\\$([0-9a-f:]+)(\\\\s)?\\*(\\d+)");

    /** Attributes whose value is shown as the octets that it is. */
    private static final Pattern OPAQUE =
            Pattern.compile("(attribute-|pmsi-tunnel|tunnel-encapsulation|traffic-engineering"
                    + "|aigp|pe-distinguisher-labels|bgp-ls|sfp|bfd-discriminator|prefix-sid|attr-set).*");

    private final Terms terms;
    private final SortedMap<String, List<String>> routes = new TreeMap<>();
    private final Set<String> converged = new TreeSet<>();
    private final Set<String> negotiated = new TreeSet<>();
    private Verdict verdict = Verdict.ACCEPT;
    private String answer = "";
    private int treated;
    private int unnegotiated;
    private @Nullable Set<String> oddities;

    Outcome(Terms terms, Case.Phase phase) {
        this.terms = terms;
        if (phase == Case.Phase.ESTABLISHED) {
            if (terms.ipv4()) {
                routes.put(key(SUBJECT, 1), facts(SUBJECT, "med 7"));
                routes.put(key(BYSTANDER, 1), facts(BYSTANDER, "med 7"));
            }
            if (terms.ipv6()) {
                routes.put(key(SUBJECT6, 1), facts(SUBJECT6, "med 7"));
                routes.put(key(BYSTANDER6, 1), facts(BYSTANDER6, "med 7"));
            }
        }
    }

    /** What becomes of the message. */
    public Verdict verdict() {
        return verdict;
    }

    /** Whether the session ends. */
    public boolean ends() {
        return verdict == Verdict.RESET || verdict == Verdict.CLOSED;
    }

    /** Code, subcode and data of the NOTIFICATION: {@code 3/9 800f00}; empty without one. */
    public String answer() {
        return answer;
    }

    /** All routes that are held afterwards, but for the sentinel, with all their attributes. */
    public SortedMap<String, List<String>> routes() {
        return routes;
    }

    /** Families whose End-of-RIB came. */
    public Set<String> converged() {
        return converged;
    }

    /** Messages treated as withdraw. */
    public int treated() {
        return verdict == Verdict.WITHDRAW ? 1 : treated;
    }

    /** Fields of families that were not negotiated. */
    public int unnegotiated() {
        return unnegotiated;
    }

    /** Labels of what is odd about the announcements, if the case is about that; else null. */
    public @Nullable Set<String> oddities() {
        return oddities;
    }

    /** What both OPENs agree on, if the case is about that; else empty. */
    public Set<String> negotiated() {
        return negotiated;
    }

    void verdict(Verdict expected, String expectedAnswer) {
        verdict = expected;
        answer = expectedAnswer.strip();
    }

    void held(String prefix, int pathId, String differences) {
        routes.put(key(prefix, pathId), facts(prefix, differences));
    }

    void gone(String prefix, int pathId) {
        routes.remove(key(prefix, pathId));
    }

    void converged(String family) {
        converged.add(family);
    }

    void treated(int messages) {
        treated = messages;
    }

    void unnegotiated(int fields) {
        unnegotiated = fields;
    }

    void oddities(List<String> labels) {
        oddities = new TreeSet<>(labels);
    }

    void negotiated(List<String> words) {
        negotiated.addAll(words);
    }

    private String key(String prefix, int pathId) {
        return terms.addPath() ? prefix + " path " + Integer.toUnsignedString(pathId) : prefix;
    }

    /**
     * The attributes of a route: those that every announcement of the case files has, and what is said to differ.
     *
     * @param differences {@code name value} adds or replaces, {@code -name} takes away; {@code |} between them
     */
    private List<String> facts(String prefix, String differences) {
        List<String> facts = new ArrayList<>(List.of("origin igp", "as-path 65001"));
        facts.add(prefix.contains(":") ? "mp-reach 2001:db8::1" : "next-hop 192.0.2.1");
        if (!terms.external()) {
            facts.add("local-pref 100");
        }
        for (String difference : differences.split("\\|", -1)) {
            String fact = REPEATED.matcher(difference.strip())
                    .replaceAll(found -> (found.group(1) + (found.group(2) == null ? "" : " "))
                            .repeat(Integer.parseInt(found.group(3))))
                    .replaceAll(" +", " ");
            if (!fact.isEmpty()) {
                String name = fact.replaceFirst("^-", "").split(" ", -1)[0];
                facts.removeIf(known -> known.split(" ", -1)[0].equals(name));
                if (!fact.startsWith("-")) {
                    facts.add(OPAQUE.matcher(fact).matches() ? packed(fact) : fact);
                }
            }
        }
        facts.sort(null);
        return facts;
    }

    /** The fact with the octets of its value packed together. */
    private static String packed(String fact) {
        String[] parts = fact.split(" ", 2);
        return parts.length == 1 ? fact : parts[0] + " " + parts[1].replace(" ", "");
    }
}
