package dev.ribwatch.exporter.alert;

import java.time.Instant;

/** Is told of each alert as it fires and as it resolves, ungrouped, on the thread of the pipeline. */
@FunctionalInterface
public interface AlertListener {
    /** Nobody listens. */
    AlertListener NONE = (alert, at) -> {};

    /** An alert fired or resolved; alerts that maintenance holds back come when it ends. */
    void alert(Alert alert, Instant at);
}
