package dev.ribwatch.agent.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A number that one thread adds to and any thread reads. */
final class Counter {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Counter.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long value;

    void add(long amount) {
        VALUE.setOpaque(this, value + amount);
    }

    void set(long newValue) {
        VALUE.setOpaque(this, newValue);
    }

    long get() {
        return (long) VALUE.getOpaque(this);
    }
}
