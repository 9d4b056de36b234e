package dev.ribwatch.agent.transport;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import java.util.function.LongSupplier;

/**
 * Measures the steps of one event loop: a step is the handling of the sockets that were ready and of the tasks after
 * it, without the wait for the next ones.
 */
final class TimedIoHandler implements IoHandler {
    private final IoHandler handler;
    private final LongestStep longest;
    private final LongSupplier nanos;
    private final Timed timed = new Timed();
    private long socketNanos;
    private long tasksFrom;
    private boolean started;

    TimedIoHandler(IoHandler handler, LongestStep longest, LongSupplier nanos) {
        this.handler = handler;
        this.longest = longest;
        this.nanos = nanos;
    }

    @Override
    public int run(IoHandlerContext context) {
        if (started) {
            longest.record(socketNanos + nanos.getAsLong() - tasksFrom);
        }
        socketNanos = 0;
        timed.context = context;
        int handled = handler.run(timed);
        tasksFrom = nanos.getAsLong();
        started = true;
        return handled;
    }

    @Override
    public void initialize() {
        handler.initialize();
    }

    @Override
    public void prepareToDestroy() {
        handler.prepareToDestroy();
    }

    @Override
    public void destroy() {
        handler.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return handler.register(handle);
    }

    @Override
    public void wakeup() {
        handler.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return handler.isCompatible(handleType);
    }

    /** Lets the handler tell how long it was busy with sockets. */
    private final class Timed implements IoHandlerContext {
        @SuppressWarnings("NullAway.Init") // set before each use
        private IoHandlerContext context;

        @Override
        public boolean canBlock() {
            return context.canBlock();
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return context.delayNanos(currentTimeNanos);
        }

        @Override
        public long deadlineNanos() {
            return context.deadlineNanos();
        }

        @Override
        public boolean shouldReportActiveIoTime() {
            return true;
        }

        @Override
        public void reportActiveIoTime(long activeNanos) {
            socketNanos += activeNanos;
            if (context.shouldReportActiveIoTime()) {
                context.reportActiveIoTime(activeNanos);
            }
        }
    }
}
