package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.UpdateMessage;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/** The router's end of a connection: a plain blocking socket. Every wait ends after 30 s with an exception. */
final class Dialogue implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int OPEN = 1;
    private static final int NOTIFICATION = 3;
    private static final int KEEPALIVE = 4;
    private static final int ROUTE_REFRESH = 5;

    private final Socket socket = new Socket();
    private final DataInputStream in;

    Dialogue(String from, InetSocketAddress to) throws IOException {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(to, PATIENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
    }

    /** Sends; that the other side has closed already is found out by reading. */
    void send(byte... octets) throws IOException {
        try {
            socket.getOutputStream().write(octets);
        } catch (SocketException e) {
            socket.shutdownOutput();
        }
    }

    /** Sends so many octets at a time; TCP may put some together again. */
    void sendInChunks(byte[] octets, int chunk) throws IOException {
        for (int from = 0; from < octets.length; from += Math.min(chunk, octets.length)) {
            send(Arrays.copyOfRange(octets, from, Math.min(octets.length - from, chunk) + from));
        }
    }

    void sendKeepalive() throws IOException {
        send(UpdateMessage.message(KEEPALIVE, new byte[0]));
    }

    /** Waits for our OPEN, and gives it. */
    byte[] awaitOpen() throws IOException {
        return await(OPEN);
    }

    /** Waits for our KEEPALIVE. */
    void awaitKeepalive() throws IOException {
        await(KEEPALIVE);
    }

    private byte[] await(int type) throws IOException {
        byte[] message = read();
        if (message.length == 0 || message[18] != type) {
            throw new IOException("no message of type " + type + " but " + HexText.format(message));
        }
        return message;
    }

    /** Waits until we are asked for a family again, whatever comes before: its number in RFC 4760. */
    int awaitRefreshRequest() throws IOException {
        for (byte[] message = read(); message.length > 0; message = read()) {
            if (message[18] == ROUTE_REFRESH && message[21] == 0) {
                return (message[19] & 0xff) << 8 | message[20] & 0xff;
            }
        }
        throw new IOException("closed, and not asked");
    }

    /** Reads to the end of the connection: the NOTIFICATION as {@code 3/9 800f00}, or {@code closed} without one. */
    String ending() throws IOException {
        for (byte[] message = read(); message.length > 0; message = read()) {
            if (message[18] == NOTIFICATION) {
                byte[] data = Arrays.copyOfRange(message, 21, message.length);
                String answer = (message[19] & 0xff) + "/" + (message[20] & 0xff) + " " + HexText.format(data);
                return read().length == 0 ? answer.strip() : answer.strip() + " and more";
            }
        }
        return "closed";
    }

    /** Whether the other side has closed, or said that it will, within this time. */
    String endingWithin(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            return ending();
        } catch (SocketTimeoutException e) {
            return "";
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    private byte[] read() throws IOException {
        try {
            byte[] header = in.readNBytes(19);
            if (header.length < 19) {
                return new byte[0];
            }
            byte[] message = Arrays.copyOf(header, (header[16] & 0xff) << 8 | header[17] & 0xff);
            in.readFully(message, 19, message.length - 19);
            return message;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (SocketException e) {
            return new byte[0];
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Whether our end was closed. */
    boolean isClosed() {
        return socket.isClosed();
    }
}
