package dev.ribwatch.bench.report;

/**
 * A quantity that is measured.
 *
 * @param name what it is, for people and for the results
 * @param unit of its values
 */
public record Figure(String name, String unit) {
    public static final Figure CONVERGE = new Figure("time to converge", "s");
    public static final Figure CPU = new Figure("CPU time", "s");
    public static final Figure OTHER = new Figure("other work", "cores");
    public static final Figure CORE = new Figure("speed of a core", "operations/ns");
    public static final Figure PEAK = new Figure("peak memory", "MiB");
    public static final Figure SETTLED = new Figure("memory, settled", "MiB");
    public static final Figure FURTHER = new Figure("memory of a further table", "bytes/route");
    public static final Figure TABLE_STEP = new Figure("longest step of the table thread", "ms");
    public static final Figure LOOP_STEP = new Figure("longest step of an I/O loop", "ms");
    public static final Figure PAUSE = new Figure("longest pause of the Java machine", "ms");
    public static final Figure CHURN = new Figure("churn, settled", "updates/s");
    public static final Figure CPU_PER_UPDATE = new Figure("CPU an update", "µs");
    public static final Figure WITHDRAW = new Figure("time to withdraw all", "s");
    public static final Figure REFILL = new Figure("time to refill", "s");
    public static final Figure LISTENING = new Figure("start to listening", "s");
    public static final Figure ACCEPTED = new Figure("start to sessions accepted", "s");
}
