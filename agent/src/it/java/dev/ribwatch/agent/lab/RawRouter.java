package dev.ribwatch.agent.lab;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A router of a few lines for what no daemon does on command: broken bytes, exact moments. It connects, says what it is told, and
 * leaves the rest to the test.
 */
final class RawRouter implements AutoCloseable {
    static final int OPEN = 1;
    static final int UPDATE = 2;
    static final int NOTIFICATION = 3;
    static final int KEEPALIVE = 4;
    static final int HOLD_TIME = 90;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;
    private final String source;

    RawRouter(String source, InetSocketAddress agent) throws IOException {
        this.source = source;
        socket.setTcpNoDelay(true);
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(Address.ip(source), 0));
        socket.connect(agent, 5_000);
        socket.setSoTimeout(15_000);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** A session that is Established, with both End-of-RIB markers sent. */
    static RawRouter established(String source, long as, InetSocketAddress agent, byte[]... table) throws IOException {
        return established(source, as, HOLD_TIME, agent, table);
    }

    /** The same with this hold time, in seconds: it says nothing by itself, and so is not lost before that. */
    static RawRouter established(String source, long as, int holdTime, InetSocketAddress agent, byte[]... table)
            throws IOException {
        RawRouter router = new RawRouter(source, agent);
        router.send(router.open(as, holdTime));
        router.expect(OPEN);
        router.send(message(KEEPALIVE, new byte[0]));
        router.expect(KEEPALIVE);
        for (byte[] update : table) {
            router.send(update);
        }
        router.send(message(UPDATE, HexFormat.of().parseHex("00000000")));
        router.send(message(UPDATE, HexFormat.of().parseHex("00000006800f03000201")));
        return router;
    }

    /** An OPEN with both families, 4-octet AS and graceful restart. */
    byte[] open(long as, int holdTime) {
        return open(as, holdTime, "010400010001" + "010400020001" + "4002" + "0000" + "4104" + "%08x".formatted(as));
    }

    /** An OPEN with these capabilities, in hexadecimal digits. */
    byte[] open(long as, int holdTime, String capabilities) {
        String body = "04%04x%04x%s%02x02%02x%s"
                .formatted(
                        as > 65535 ? 23456 : as,
                        holdTime,
                        HexFormat.of().formatHex(Address.ip(source).getAddress()),
                        capabilities.length() / 2 + 2,
                        capabilities.length() / 2,
                        capabilities);
        return message(OPEN, HexFormat.of().parseHex(body));
    }

    static byte[] message(int type, byte[] body) {
        byte[] message = new byte[19 + body.length];
        Arrays.fill(message, 0, 16, (byte) 0xff);
        message[16] = (byte) (message.length >>> 8);
        message[17] = (byte) message.length;
        message[18] = (byte) type;
        System.arraycopy(body, 0, message, 19, body.length);
        return message;
    }

    void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** The next message of this type; KEEPALIVEs are passed over when another is asked for. */
    byte[] expect(int type) throws IOException {
        while (true) {
            byte[] message = next();
            if (message[18] == type) {
                return message;
            }
            if (message[18] != KEEPALIVE) {
                throw new IOException("expected type " + type + ", got " + HexFormat.of().formatHex(message, 16, message.length));
            }
        }
    }

    /** The next message, whatever it is. */
    byte[] next() throws IOException {
        byte[] header = new byte[19];
        in.readFully(header);
        byte[] message = Arrays.copyOf(header, (header[16] & 0xff) << 8 | header[17] & 0xff);
        in.readFully(message, 19, message.length - 19);
        return message;
    }

    /** Whether the other side closes within the time; whatever it still sends is passed over. */
    boolean closedWithin(int millis) throws IOException {
        socket.setSoTimeout(millis);
        byte[] rest = new byte[4096];
        long deadline = System.nanoTime() + millis * 1_000_000L;
        while (System.nanoTime() < deadline) {
            try {
                if (in.read(rest) < 0) {
                    return true;
                }
            } catch (java.net.SocketTimeoutException open) {
                return false;
            } catch (IOException reset) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
