package dev.ribwatch.exporter.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Notes what is said of receivers that cannot be told. */
final class ToldOfFailures implements DeliveryWatch {
    private final List<String> said = new ArrayList<>();

    @Override
    public synchronized void failing(String receiver, DeliveryFailure failure) {
        said.add(receiver + " since " + failure.since() + " (" + failure.sinceNanos() + "): " + failure.reason()
                + (failure.lost() ? ", lost" : ""));
    }

    @Override
    public synchronized void over(String receiver, String reason) {
        said.add(receiver + " over: " + reason);
    }

    synchronized List<String> said() {
        return List.copyOf(said);
    }

    /** What was said since the last call. */
    synchronized List<String> take() {
        List<String> taken = List.copyOf(said);
        said.clear();
        return taken;
    }

    /** The health of a receiver with these targets. */
    ReceiverHealth of(String receiver, String... targets) {
        ReceiverHealth health = new ReceiverHealth(receiver, this);
        health.targets(Set.of(targets));
        return health;
    }
}
