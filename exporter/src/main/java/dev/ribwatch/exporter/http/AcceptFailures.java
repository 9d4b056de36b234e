package dev.ribwatch.exporter.http;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done where connections cannot be accepted, as without file descriptors: that is tried again each second, and
 * told when it begins, each minute, and when it is over. In the pipeline of the listening channel.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptFailures.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final long TOLD_AGAIN = Duration.ofMinutes(1).toNanos();
    /** Where descriptors are few, one is accepted now and then between those that are not. */
    private static final long OVER = Duration.ofSeconds(10).toNanos();

    private final LongSupplier nanos;
    private @Nullable Future<?> pause;
    /** In a row, as far as {@link #OVER} goes. */
    private long failures;

    private long lastNanos;
    private long toldNanos;

    /** @param nanos monotonic clock */
    AcceptFailures(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object child) {
        if (failures > 0 && nanos.getAsLong() - lastNanos >= OVER) {
            LOG.info(
                    "HTTP connections are accepted on {} again; failed attempts: {}.",
                    context.channel().localAddress(),
                    failures);
            failures = 0;
        }
        context.fireChannelRead(child);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            context.fireExceptionCaught(cause); // a defect, not a want of anything
            return;
        }
        long now = nanos.getAsLong();
        failures++;
        if (failures == 1 || now - toldNanos >= TOLD_AGAIN) {
            LOG.warn(
                    "HTTP connections cannot be accepted on {} ({}); trying again each second; failed attempts: {}.",
                    context.channel().localAddress(),
                    cause.getMessage(),
                    failures);
            toldNanos = now;
        }
        lastNanos = now;
        ChannelConfig config = context.channel().config();
        if (pause == null || pause.isDone()) {
            config.setAutoRead(false);
            pause = context.executor().schedule(() -> config.setAutoRead(true), PAUSE.toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
