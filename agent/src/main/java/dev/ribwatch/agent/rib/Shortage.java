package dev.ribwatch.agent.rib;

/** Why announcements of a router were dropped. */
public enum Shortage {
    /** As many paths of the family are held as may be. */
    PATHS,
    /** The router's memory budget is used up, or a bound of the whole table is reached. */
    MEMORY
}
