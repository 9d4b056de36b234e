package dev.ribwatch.bench.load;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The floor: a collector that reads UPDATEs and counts their prefixes, and keeps nothing. To whoever connects from
 * {@link #CONTROL} it says how many it counted, announced less withdrawn.
 */
public final class Sink {
    /** Source address of those who ask. */
    public static final String CONTROL = "127.0.1.1";

    private static final int OPEN = 1;
    private static final int UPDATE = 2;
    private static final int KEEPALIVE = 4;
    private static final int MP_REACH_NLRI = 14;
    private static final int MP_UNREACH_NLRI = 15;
    private static final int CHUNK = 1 << 16;

    private final AtomicLong routes = new AtomicLong();

    private Sink() {}

    /** Arguments: port, AS. */
    public static void main(String[] arguments) throws IOException {
        Sink sink = new Sink();
        long as = Long.parseLong(arguments[1]);
        try (ServerSocket server = new ServerSocket()) {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])));
            while (true) {
                Socket socket = server.accept();
                if (socket.getInetAddress().getHostAddress().equals(CONTROL)) {
                    sink.answer(socket);
                } else {
                    new Thread(() -> sink.serve(socket, as)).start();
                }
            }
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            socket.getOutputStream().write(Long.toString(routes.get()).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // whoever asked is gone
        }
    }

    private void serve(Socket socket, long as) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            Messages.expect(in, OPEN);
            socket.getOutputStream()
                    .write(Messages.open(as, 0, socket.getLocalAddress().getAddress()));
            socket.getOutputStream().write(Messages.keepalive());
            Messages.expect(in, KEEPALIVE);
            count(in);
        } catch (IOException e) {
            System.err.println(e.getMessage());
        }
    }

    private void count(InputStream in) throws IOException {
        byte[] chunk = new byte[CHUNK];
        ByteBuffer octets = ByteBuffer.wrap(chunk);
        int held = 0;
        int read = in.read(chunk);
        while (read >= 0) {
            held += read;
            int at = 0;
            long counted = 0;
            while (held - at >= 19 && held - at >= Messages.length(chunk, at)) {
                counted += chunk[at + 18] == UPDATE ? update(octets, at + 19, at + Messages.length(chunk, at)) : 0;
                at += Messages.length(chunk, at);
            }
            routes.addAndGet(counted);
            held -= at;
            System.arraycopy(chunk, at, chunk, 0, held);
            read = in.read(chunk, held, CHUNK - held);
        }
    }

    /** Prefixes announced less prefixes withdrawn. */
    private static int update(ByteBuffer octets, int from, int to) {
        int withdrawn = octets.getShort(from) & 0xffff;
        int count = -prefixes(octets, from + 2, from + 2 + withdrawn);
        int at = from + 2 + withdrawn;
        int end = at + 2 + (octets.getShort(at) & 0xffff);
        at += 2;
        while (at < end) {
            boolean extended = (octets.get(at) & 0x10) != 0;
            int code = octets.get(at + 1);
            int length = extended ? octets.getShort(at + 2) & 0xffff : octets.get(at + 2) & 0xff;
            at += extended ? 4 : 3;
            if (code == MP_REACH_NLRI) {
                count += prefixes(octets, at + 5 + octets.get(at + 3), at + length);
            } else if (code == MP_UNREACH_NLRI) {
                count -= prefixes(octets, at + 3, at + length);
            }
            at += length;
        }
        return count + prefixes(octets, end, to);
    }

    private static int prefixes(ByteBuffer octets, int from, int to) {
        int count = 0;
        for (int at = from; at < to; at += 1 + ((octets.get(at) & 0xff) + 7) / 8) {
            count++;
        }
        return count;
    }
}
