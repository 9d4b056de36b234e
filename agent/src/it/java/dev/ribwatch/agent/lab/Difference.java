package dev.ribwatch.agent.lab;

/**
 * One UPDATE of which a daemon makes something else than Ribwatch does.
 *
 * @param daemon as in the table of judgements
 * @param theirs the daemon's verdict
 * @param ours Ribwatch's verdict
 */
record Difference(OddUpdate update, String daemon, String theirs, String ours) {
    /** What the first four columns of a judgement are matched with. */
    String subject() {
        return update.kind() + "|" + daemon + "|" + theirs + "|" + ours;
    }

    @Override
    public String toString() {
        return subject().replace("|", " | ") + " | " + update;
    }
}
