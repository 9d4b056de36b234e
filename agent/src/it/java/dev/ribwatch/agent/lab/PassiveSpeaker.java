package dev.ribwatch.agent.lab;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A listener of the plainest kind: accepts routers, answers OPEN and KEEPALIVE, keeps every message they send.
 *
 * <p>It records the tapes of the demo and shows that the daemons of the lab work, without the product. It offers the same
 * capabilities as the product does, so that what it records is what the product would have been sent.
 */
public final class PassiveSpeaker implements AutoCloseable {
    private static final int OPEN = 1;
    private static final int KEEPALIVE = 4;

    private final ServerSocket listener;
    private final long as;
    private final InetAddress routerId;
    private final int holdTime;
    private final Map<InetAddress, Recording> recordings = new ConcurrentHashMap<>();
    private final Thread acceptor;

    public PassiveSpeaker(InetSocketAddress listen, long as, InetAddress routerId, int holdTimeSeconds)
            throws IOException {
        this.as = as;
        this.routerId = routerId;
        this.holdTime = holdTimeSeconds;
        this.listener = new ServerSocket();
        this.listener.setReuseAddress(true);
        this.listener.bind(listen);
        this.acceptor = new Thread(this::accept, "passive-speaker");
        this.acceptor.setDaemon(true);
        this.acceptor.start();
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** What the router at this address has sent so far; empty before its first connection. */
    public Recording recording(InetAddress router) {
        return recordings.computeIfAbsent(router, address -> new Recording());
    }

    private void accept() {
        while (!listener.isClosed()) {
            Socket socket;
            try {
                socket = listener.accept();
            } catch (IOException closed) {
                return;
            }
            Thread session = new Thread(() -> serve(socket), "session-" + socket.getInetAddress());
            session.setDaemon(true);
            session.start();
        }
    }

    private void serve(Socket socket) {
        Recording recording = recording(socket.getInetAddress());
        try (socket) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            recording.begin(socket);
            while (true) {
                byte[] message = read(in);
                recording.add(message);
                if (message[18] == OPEN) {
                    out.write(open());
                    out.write(keepalive());
                } else if (message[18] == KEEPALIVE) {
                    out.write(keepalive());
                }
                out.flush();
            }
        } catch (IOException end) {
            recording.end();
        }
    }

    private static byte[] read(DataInputStream in) throws IOException {
        byte[] header = in.readNBytes(19);
        if (header.length < 19) {
            throw new EOFException();
        }
        int length = (header[16] & 0xff) << 8 | header[17] & 0xff;
        byte[] message = Arrays.copyOf(header, length);
        in.readFully(message, 19, length - 19);
        return message;
    }

    private static byte[] keepalive() {
        return message(KEEPALIVE, new byte[0]);
    }

    private byte[] open() {
        ByteArrayOutputStream capabilities = new ByteArrayOutputStream();
        capability(capabilities, 1, 0, 1, 0, 1); // IPv4 unicast
        capability(capabilities, 1, 0, 2, 0, 1); // IPv6 unicast
        capability(capabilities, 2); // route refresh
        capability(capabilities, 6); // extended message
        capability(capabilities, 64, 0, 0); // graceful restart: aware of it, so End-of-RIB is sent
        capability(capabilities, 65, (int) (as >>> 24), (int) (as >>> 16), (int) (as >>> 8), (int) as);
        capability(capabilities, 70); // enhanced route refresh
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int shortAs = as > 65535 ? 23456 : (int) as;
        body.write(4);
        body.write(shortAs >>> 8);
        body.write(shortAs);
        body.write(holdTime >>> 8);
        body.write(holdTime);
        body.writeBytes(routerId.getAddress());
        body.write(capabilities.size() + 2);
        body.write(2);
        body.write(capabilities.size());
        body.writeBytes(capabilities.toByteArray());
        return message(OPEN, body.toByteArray());
    }

    private static void capability(ByteArrayOutputStream out, int code, int... value) {
        out.write(code);
        out.write(value.length);
        for (int octet : value) {
            out.write(octet);
        }
    }

    private static byte[] message(int type, byte[] body) {
        byte[] message = new byte[19 + body.length];
        Arrays.fill(message, 0, 16, (byte) 0xff);
        message[16] = (byte) (message.length >>> 8);
        message[17] = (byte) message.length;
        message[18] = (byte) type;
        System.arraycopy(body, 0, message, 19, body.length);
        return message;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Recording recording : recordings.values()) {
            recording.hangUp();
        }
    }

    /** The messages of one router, in the order in which they came. */
    public static final class Recording {
        private final List<byte[]> messages = new ArrayList<>();
        private @Nullable Socket socket;
        private boolean up;

        synchronized void begin(Socket connection) {
            socket = connection;
            up = true;
        }

        synchronized void add(byte[] message) {
            messages.add(message);
        }

        synchronized void end() {
            up = false;
        }

        synchronized void hangUp() throws IOException {
            if (socket != null) {
                socket.close();
            }
        }

        public synchronized boolean up() {
            return up;
        }

        /** Whole messages with their headers, from the one with this index on. */
        public synchronized List<byte[]> from(int index) {
            return List.copyOf(messages.subList(Math.min(index, messages.size()), messages.size()));
        }

        public synchronized int size() {
            return messages.size();
        }
    }
}
