package dev.ribwatch.exporter.sink;

import java.time.Instant;

/**
 * Why a receiver is not told what it should be.
 *
 * @param since when it began
 * @param sinceNanos the same on the monotonic clock of the pipeline
 * @param reason a few words for people; printable, bounded, without any secret
 * @param lost whether something was refused for good or had no room, so that it will never be told; else it is tried again
 */
public record DeliveryFailure(Instant since, long sinceNanos, String reason, boolean lost) {}
