package dev.ribwatch.agent.demo;

import dev.ribwatch.agent.wire.Octets;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A recorded router: connects, sends what its tape says, and its recorded KEEPALIVE every 20 s. */
final class TapePlayer implements AutoCloseable {
    private static final int HEADER = 19;
    private static final int OPEN = 1;
    private static final int KEEPALIVE = 4;
    private static final long KEEPALIVE_MILLIS = 20_000;
    private static final int ANSWER_MILLIS = 10_000;

    private final Tape tape;
    private final InetSocketAddress agent;
    private Socket socket = new Socket();

    TapePlayer(Tape tape, InetSocketAddress agent) {
        this.tape = tape;
        this.agent = agent;
    }

    String router() {
        return tape.router();
    }

    /** Establishes the session and sends the recorded table. */
    void connect() throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.bind(new InetSocketAddress(tape.address(), 0));
        socket.connect(agent, ANSWER_MILLIS);
        socket.setSoTimeout(ANSWER_MILLIS);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        play("open");
        expect(in, OPEN);
        play("established");
        expect(in, KEEPALIVE);
        socket.setSoTimeout(0);
        Socket session = socket;
        daemon("listen", () -> listen(in));
        daemon("keepalive", () -> keepAlive(session));
        play("table");
    }

    /** Sends the messages of a step. */
    void play(String step) throws IOException {
        OutputStream out = socket.getOutputStream();
        for (byte[] message : tape.step(step)) {
            synchronized (this) {
                out.write(message);
            }
        }
    }

    private void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, "demo-" + tape.router() + "-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void expect(DataInputStream in, int type) throws IOException {
        int received = skipMessage(in);
        if (received != type) {
            throw new IOException("router " + tape.router() + ": the agent answered with a message of type " + received
                    + " instead of " + type);
        }
    }

    private static int skipMessage(DataInputStream in) throws IOException {
        byte[] header = in.readNBytes(HEADER);
        if (header.length < HEADER) {
            throw new IOException("the agent closed the connection");
        }
        int length = Octets.u16(header, 16);
        in.skipNBytes(length - HEADER);
        return header[18];
    }

    private void listen(DataInputStream in) {
        try {
            while (true) {
                skipMessage(in);
            }
        } catch (IOException e) {
            // The session is over; whoever ended it says so.
            Thread.currentThread().interrupt();
        }
    }

    private void keepAlive(Socket session) {
        try {
            while (!session.isClosed()) {
                synchronized (session) {
                    session.wait(KEEPALIVE_MILLIS);
                }
                if (!session.isClosed() && session == socket) {
                    play("established");
                }
            }
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Loses the session as a router that dies does: without a NOTIFICATION. */
    @Override
    public void close() throws IOException {
        Socket lost = socket;
        lost.close();
        synchronized (lost) {
            lost.notifyAll();
        }
    }
}
