package dev.ribwatch.agent.daemon;

/** Work that needs the table to itself, cut into slices. */
@FunctionalInterface
interface TableTask {
    /**
     * Does one slice, well under 5 ms.
     *
     * @return true when there is nothing left to do
     */
    boolean run();
}
