package dev.ribwatch.agent.daemon;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What was found in a recording. */
public final class RecordingCounts {
    /** The most kinds of records that are told apart; garbage can claim four billion. */
    private static final int MOST_KINDS = 256;

    private static final String OTHER = "other";

    long records;
    long messages;
    long announced;
    long withdrawn;
    long endOfRib;
    long discardedAttributes;
    long treatedAsWithdraw;
    long errors;
    private final Map<String, Long> skipped = new TreeMap<>();

    void skip(int type, int subtype) {
        String kind = type + "/" + subtype;
        boolean fits = skipped.containsKey(kind) || skipped.size() < MOST_KINDS;
        skipped.merge(fits ? kind : OTHER, 1L, Long::sum);
    }

    /** Complete records of any kind. */
    public long records() {
        return records;
    }

    /** BGP messages of any type. */
    public long messages() {
        return messages;
    }

    /** Prefixes of the watched families that UPDATEs announce, whatever becomes of them, and routes of tables. */
    public long announced() {
        return announced;
    }

    /** Prefixes that UPDATEs withdraw. */
    public long withdrawn() {
        return withdrawn;
    }

    /** End-of-RIB marks (RFC 4724). */
    public long endOfRib() {
        return endOfRib;
    }

    /** Attributes dropped from routes that stand (RFC 7606). */
    public long discardedAttributes() {
        return discardedAttributes;
    }

    /** UPDATEs and table routes whose attributes had their prefixes treated as withdrawn (RFC 7606). */
    public long treatedAsWithdraw() {
        return treatedAsWithdraw;
    }

    /** UPDATEs that would have reset the session, and records whose fields do not fit. */
    public long errors() {
        return errors;
    }

    /** Records that were passed over, by type and subtype, such as {@code 13/7}. */
    public Map<String, Long> skipped() {
        return Collections.unmodifiableMap(skipped);
    }
}
