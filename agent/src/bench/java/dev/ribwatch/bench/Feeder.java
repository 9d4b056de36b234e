package dev.ribwatch.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/** One eBGP session of the load: opens actively, then writes what it is given as fast as the socket takes it. */
final class Feeder implements AutoCloseable {
    private static final int OPEN = 1;
    private static final int KEEPALIVE = 4;

    private final Socket socket = new Socket();
    private final OutputStream out;
    private final Thread reader;
    private final AtomicLong routesReceived = new AtomicLong();
    private volatile boolean closed;

    Feeder(String source, InetSocketAddress collector, long as, int holdSeconds) throws IOException {
        socket.setTcpNoDelay(true);
        socket.bind(new InetSocketAddress(source, 0));
        socket.connect(collector, 10_000);
        socket.setSoTimeout(30_000);
        out = socket.getOutputStream();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        send(open(as, holdSeconds, InetAddress.getByName(source).getAddress()));
        expect(in, OPEN);
        send(message(KEEPALIVE, new byte[0]));
        expect(in, KEEPALIVE);
        socket.setSoTimeout(0);
        reader = new Thread(() -> drain(in), "reader-" + source);
        reader.setDaemon(true);
        reader.start();
        Thread keepalive = new Thread(() -> keepalives(holdSeconds), "keepalive-" + source);
        keepalive.setDaemon(true);
        keepalive.start();
    }

    /** UPDATEs with anything but End-of-RIB that the collector sent; it must stay 0. */
    long routesReceived() {
        return routesReceived.get();
    }

    void send(byte[] bytes) throws IOException {
        synchronized (out) {
            out.write(bytes);
        }
    }

    /** In parts of whole messages, so that KEEPALIVEs find their way in between. */
    void sendMessages(byte[] messages) throws IOException {
        int from = 0;
        int at = 0;
        while (at < messages.length) {
            at += (messages[at + 16] & 0xff) << 8 | messages[at + 17] & 0xff;
            if (at - from >= 1 << 18 || at == messages.length) {
                synchronized (out) {
                    out.write(messages, from, at - from);
                }
                from = at;
            }
        }
    }

    private void keepalives(int holdSeconds) {
        try {
            while (!closed) {
                synchronized (this) {
                    wait(holdSeconds * 1_000L / 3);
                }
                send(message(KEEPALIVE, new byte[0]));
            }
        } catch (IOException | InterruptedException e) {
            closed = true;
        }
    }

    private void drain(DataInputStream in) {
        try {
            while (true) {
                byte[] header = new byte[19];
                in.readFully(header);
                int length = (header[16] & 0xff) << 8 | header[17] & 0xff;
                byte[] body = in.readNBytes(length - 19);
                boolean endOfRib = length == 23 || length == 29 || length == 30;
                if (header[18] == 2 && !endOfRib) {
                    routesReceived.incrementAndGet();
                }
                if (header[18] == 3) {
                    System.err.println("NOTIFICATION " + body[0] + "/" + body[1] + " received");
                }
            }
        } catch (IOException e) {
            closed = true;
        }
    }

    private static void expect(DataInputStream in, int type) throws IOException {
        byte[] header = new byte[19];
        in.readFully(header);
        int length = (header[16] & 0xff) << 8 | header[17] & 0xff;
        byte[] body = in.readNBytes(length - 19);
        if (header[18] != type) {
            throw new IOException("expected message type " + type + ", got " + header[18]
                    + (header[18] == 3 ? " (" + body[0] + "/" + body[1] + ")" : ""));
        }
    }

    private static byte[] open(long as, int holdSeconds, byte[] identifier) {
        byte[] capabilities = {
            2, 22, // one parameter
            1, 4, 0, 1, 0, 1, // multiprotocol IPv4 unicast
            1, 4, 0, 2, 0, 1, // multiprotocol IPv6 unicast
            65, 4, (byte) (as >>> 24), (byte) (as >>> 16), (byte) (as >>> 8), (byte) as,
            64, 2, 0, 0 // graceful restart: we send End-of-RIB
        };
        ByteBuffer body = ByteBuffer.allocate(10 + capabilities.length);
        body.put((byte) 4).putShort((short) (as > 0xffff ? 23456 : as)).putShort((short) holdSeconds).put(identifier);
        body.put((byte) capabilities.length).put(capabilities);
        return message(OPEN, body.array());
    }

    private static byte[] message(int type, byte[] body) {
        ByteBuffer message = ByteBuffer.allocate(19 + body.length);
        message.putLong(-1).putLong(-1).putShort((short) message.capacity()).put((byte) type).put(body);
        return message.array();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        socket.close();
    }
}
