package dev.ribwatch.bench.load;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** One eBGP session of the load: opens actively, then writes what it is given as fast as the socket takes it. */
public final class Feeder implements AutoCloseable {
    private static final int OPEN = 1;
    private static final int UPDATE = 2;
    private static final int NOTIFICATION = 3;
    private static final int KEEPALIVE = 4;
    private static final int MP_REACH_NLRI = 14;
    private static final int CHUNK = 1 << 18;

    private final Socket socket = new Socket();
    private final OutputStream out;
    private volatile boolean announced;
    private volatile String ended = "";
    private volatile boolean closed;

    /**
     * A session that is established.
     *
     * @param source address to connect from
     * @throws IOException if the collector refuses, or does not answer in 30 s
     */
    public Feeder(String source, InetSocketAddress collector, long as, int holdSeconds) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.bind(new InetSocketAddress(source, 0));
            socket.connect(collector, 10_000);
            socket.setSoTimeout(30_000);
            out = socket.getOutputStream();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            send(Messages.open(as, holdSeconds, InetAddress.getByName(source).getAddress()));
            Messages.expect(in, OPEN);
            send(Messages.keepalive());
            Messages.expect(in, KEEPALIVE);
            socket.setSoTimeout(0);
            daemon(() -> drain(in), "reader-" + source);
            daemon(() -> keepalives(holdSeconds), "keepalive-" + source);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether the collector announced a route to us, which none should; some send withdrawals of what they never sent. */
    public boolean announced() {
        return announced;
    }

    /** Why the session ended; empty while it is up. */
    public String ended() {
        return ended;
    }

    /** Writes whole messages at once. */
    public void send(byte[] messages) throws IOException {
        synchronized (out) {
            out.write(messages);
        }
    }

    /** Writes messages in parts of whole ones, so that KEEPALIVEs find their way in between. */
    public void sendAll(InputStream messages) throws IOException {
        byte[] chunk = new byte[CHUNK];
        int held = 0;
        while (true) {
            int read = messages.readNBytes(chunk, held, CHUNK - held);
            held += read;
            if (held == 0) {
                return;
            }
            int whole = 0;
            while (held - whole >= 19 && held - whole >= Messages.length(chunk, whole)) {
                whole += Messages.length(chunk, whole);
            }
            if (whole == 0) {
                throw new IOException("the messages end within one");
            }
            synchronized (out) {
                out.write(chunk, 0, whole);
            }
            held -= whole;
            System.arraycopy(chunk, whole, chunk, 0, held);
        }
    }

    private void keepalives(int holdSeconds) {
        try {
            while (!closed) {
                synchronized (this) {
                    wait(holdSeconds * 1_000L / 3);
                }
                if (!closed) {
                    send(Messages.keepalive());
                }
            }
        } catch (IOException | InterruptedException e) {
            end("KEEPALIVE not sent: " + e.getMessage());
        }
    }

    private void drain(DataInputStream in) {
        try {
            while (true) {
                byte[] header = new byte[19];
                in.readFully(header);
                int length = Messages.length(header, 0);
                byte[] body = in.readNBytes(length - 19);
                if (header[18] == UPDATE && announces(body)) {
                    announced = true;
                }
                if (header[18] == NOTIFICATION) {
                    end("NOTIFICATION " + body[0] + "/" + body[1] + " received");
                }
            }
        } catch (IOException e) {
            end("closed by the collector");
        }
    }

    private static boolean announces(byte[] update) {
        ByteBuffer body = ByteBuffer.wrap(update);
        body.position(2 + body.getShort(0));
        int attributes = body.getShort();
        int end = body.position() + attributes;
        while (body.position() < end) {
            int flags = body.get();
            int code = body.get();
            int length = (flags & 0x10) != 0 ? body.getShort() : body.get() & 0xff;
            if (code == MP_REACH_NLRI) {
                return true;
            }
            body.position(body.position() + length);
        }
        return end < update.length;
    }

    private synchronized void end(String why) {
        if (!closed) {
            closed = true;
            ended = why;
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        socket.close();
    }
}
