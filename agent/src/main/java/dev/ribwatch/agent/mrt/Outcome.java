package dev.ribwatch.agent.mrt;

/** What became of a record. */
enum Outcome {
    READ(""),
    /** Nothing of ours, or nothing that we read. */
    SKIPPED(""),
    SHORT("its fields do not fit into it"),
    BAD_ADDRESS_FAMILY("an address family of no address"),
    BAD_PREFIX("a prefix that is too long for its family"),
    BAD_MESSAGE("no BGP message with a sound header"),
    NO_SUCH_PEER("a peer that the index table does not have"),
    TOO_MANY_PEERS("more peers than are kept"),
    TOO_LONG("attributes that no UPDATE can hold");

    private final String text;

    Outcome(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
