package dev.ribwatch.agent.transport;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/** The router's end of a connection: a plain blocking socket. Every wait ends after 20 s with an exception. */
final class BgpClient implements AutoCloseable {
    static final String CLOSED = "closed";
    static final String RESET = "reset";

    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;

    BgpClient(String from, InetSocketAddress to) throws IOException {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(to, PATIENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
    }

    void send(byte... octets) throws IOException {
        socket.getOutputStream().write(octets);
    }

    /** The next message in hex, {@link #CLOSED}, or {@link #RESET}. */
    String receive() throws IOException {
        try {
            byte[] header = in.readNBytes(19);
            if (header.length < 19) {
                return CLOSED;
            }
            byte[] body = new byte[((header[16] & 0xff) << 8 | header[17] & 0xff) - 19];
            in.readFully(body);
            return LaneRecorder.hex(Messages.concat(header, body));
        } catch (EOFException e) {
            return CLOSED;
        } catch (SocketException e) {
            return RESET;
        }
    }

    /** The first message of a type, or how the connection ended before one came. */
    String receive(int type) throws IOException {
        String message;
        do {
            message = receive();
        } while (message.length() >= 38 && Integer.parseInt(message.substring(36, 38), 16) != type);
        return message;
    }

    /** Goes through OPEN and KEEPALIVE until the other side is established. */
    BgpClient establish(byte... open) throws IOException {
        receive(Messages.OPEN);
        send(open);
        receive(Messages.KEEPALIVE);
        send(Messages.keepalive());
        return this;
    }

    /** Closes in order. */
    void hangUp() throws IOException {
        socket.close();
    }

    /** Closes with a reset. */
    void abort() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        hangUp();
    }
}
