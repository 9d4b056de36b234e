package dev.ribwatch.agent.daemon;

import dev.ribwatch.exporter.metrics.Metric;
import dev.ribwatch.exporter.metrics.MetricSink;
import dev.ribwatch.exporter.metrics.MetricSource;
import java.time.InstantSource;

/** Whether the last attempt to load the configuration succeeded, and when one last did. */
final class ReloadState implements MetricSource {
    private final InstantSource wall;
    private volatile boolean successful;
    private volatile long successMillis;

    ReloadState(InstantSource wall) {
        this.wall = wall;
    }

    void succeeded() {
        successMillis = wall.millis();
        successful = true;
    }

    void failed() {
        successful = false;
    }

    boolean isSuccessful() {
        return successful;
    }

    @Override
    public void write(MetricSink sink) {
        sink.sample(Metric.CONFIG_LAST_RELOAD_SUCCESSFUL, successful ? 1 : 0);
        sink.sample(Metric.CONFIG_LAST_RELOAD_SUCCESS_TIMESTAMP, successMillis / 1e3);
    }
}
