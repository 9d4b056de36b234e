package dev.ribwatch.exporter.alert;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A ledger that lasts as long as the process. Unfinished entries are bounded by the queues that enter them, dead letters
 * by a number given here.
 */
public final class MemoryLedger implements DeliveryLedger {
    private final InstantSource clock;
    private final int mostDeadLetters;
    private final Map<String, Map<String, Entry>> unfinished = new LinkedHashMap<>();
    private final ArrayDeque<DeadLetter> dead = new ArrayDeque<>();

    /**
     * @param mostDeadLetters how many dead letters are kept; the oldest go first
     */
    public MemoryLedger(InstantSource clock, int mostDeadLetters) {
        this.clock = clock;
        this.mostDeadLetters = mostDeadLetters;
    }

    @Override
    public synchronized void entered(Entry entry) {
        unfinished
                .computeIfAbsent(entry.target(), target -> new LinkedHashMap<>())
                .put(entry.notification().id(), entry);
    }

    @Override
    public void attempted(Entry entry, int attempt) {
        // Attempts matter only to a ledger that outlives them.
    }

    @Override
    public synchronized void delivered(Entry entry) {
        strike(entry);
    }

    @Override
    public synchronized void died(Entry entry, String reason) {
        strike(entry);
        dead.add(new DeadLetter(entry, clock.instant(), reason));
        if (dead.size() > mostDeadLetters) {
            dead.remove();
        }
    }

    private void strike(Entry entry) {
        Map<String, Entry> entries = unfinished.get(entry.target());
        if (entries != null) {
            entries.remove(entry.notification().id());
            if (entries.isEmpty()) {
                unfinished.remove(entry.target());
            }
        }
    }

    @Override
    public synchronized List<Entry> unfinished(String target) {
        return List.copyOf(unfinished.getOrDefault(target, Map.of()).values());
    }

    @Override
    public synchronized Set<String> targets() {
        return Set.copyOf(unfinished.keySet());
    }

    @Override
    public void receivers(Set<String> names) {
        // Who was told of what matters only to a ledger that outlives them.
    }

    @Override
    public synchronized List<DeadLetter> deadLetters() {
        return new ArrayList<>(dead);
    }
}
