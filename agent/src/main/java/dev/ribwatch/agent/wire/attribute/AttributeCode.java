package dev.ribwatch.agent.wire.attribute;

/** Path attribute type codes that code refers to by name (IANA, BGP Path Attributes). */
public final class AttributeCode {
    public static final int ORIGIN = 1;
    public static final int AS_PATH = 2;
    public static final int NEXT_HOP = 3;
    public static final int MED = 4;
    public static final int LOCAL_PREF = 5;
    public static final int ATOMIC_AGGREGATE = 6;
    public static final int AGGREGATOR = 7;
    public static final int COMMUNITIES = 8;
    public static final int ORIGINATOR_ID = 9;
    public static final int CLUSTER_LIST = 10;
    public static final int MP_REACH = 14;
    public static final int MP_UNREACH = 15;
    public static final int EXTENDED_COMMUNITIES = 16;
    public static final int AS4_PATH = 17;
    public static final int AS4_AGGREGATOR = 18;
    public static final int IPV6_EXTENDED_COMMUNITIES = 25;
    public static final int LARGE_COMMUNITIES = 32;
    public static final int OTC = 35;

    private AttributeCode() {}
}
