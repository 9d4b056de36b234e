package dev.ribwatch.exporter.sink;

import dev.ribwatch.exporter.metrics.Metric;
import dev.ribwatch.exporter.metrics.MetricSink;
import java.util.concurrent.atomic.AtomicLong;

/** What came of the attempts of one receiver. */
final class DeliveryCounts {
    final AtomicLong delivered = new AtomicLong();
    final AtomicLong retried = new AtomicLong();
    final AtomicLong dead = new AtomicLong();

    void write(MetricSink sink, String receiver) {
        sink.sample(Metric.DELIVERIES, delivered.doubleValue(), receiver, "delivered");
        sink.sample(Metric.DELIVERIES, retried.doubleValue(), receiver, "retried");
        sink.sample(Metric.DELIVERIES, dead.doubleValue(), receiver, "dead");
    }
}
