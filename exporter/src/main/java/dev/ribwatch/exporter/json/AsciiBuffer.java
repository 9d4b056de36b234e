package dev.ribwatch.exporter.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Octets of {@linkplain AsciiJson JSON in printable ASCII}, written piece by piece where there is too much of it for a
 * generator. What comes out is JSON if the pieces are put together so. Grows as needed; nothing else is allocated for
 * text that needs no escape.
 */
public final class AsciiBuffer {
    private static final int LONGEST_NUMBER = 20;

    private byte[] octets;
    private int length;

    /** Made when a text first needs it, which few do: it takes longer than to write thousands that do not. */
    private static final class Escaping {
        private static final JsonFactory JSON = AsciiJson.factory(" ");
    }

    /** @param capacity octets that it begins with */
    public AsciiBuffer(int capacity) {
        octets = new byte[capacity];
    }

    /** Octets so far. */
    public int length() {
        return length;
    }

    /** Forgets what is in it. */
    public void clear() {
        length = 0;
    }

    private void room(int count) {
        if (octets.length - length < count) {
            octets = Arrays.copyOf(octets, Math.max(2 * octets.length, length + count));
        }
    }

    /** An octet as it is. */
    public AsciiBuffer octet(char ascii) {
        room(1);
        octets[length++] = (byte) ascii;
        return this;
    }

    /** Octets as they are. */
    public AsciiBuffer raw(byte[] ascii) {
        room(ascii.length);
        System.arraycopy(ascii, 0, octets, length, ascii.length);
        length += ascii.length;
        return this;
    }

    /** A number, 0 to 999, in decimal digits. */
    public AsciiBuffer small(int value) {
        room(3);
        if (value >= 100) {
            octets[length++] = (byte) ('0' + value / 100);
        }
        if (value >= 10) {
            octets[length++] = (byte) ('0' + value / 10 % 10);
        }
        octets[length++] = (byte) ('0' + value % 10);
        return this;
    }

    /** A number, 0 or more, in decimal digits. */
    public AsciiBuffer number(long value) {
        room(LONGEST_NUMBER);
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int at = length + digits - 1; at >= length; at--) {
            octets[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** A string, quoted and escaped. */
    public AsciiBuffer string(String text) {
        int count = text.length();
        room(count + 2);
        int at = length;
        octets[at++] = '"';
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return raw(escaped(text)); // over what was written of it
            }
            octets[at++] = (byte) c;
        }
        octets[at++] = '"';
        length = at;
        return this;
    }

    private static byte[] escaped(String text) {
        StringWriter out = new StringWriter(text.length() + 16);
        try (JsonGenerator json = Escaping.JSON.createGenerator(out)) {
            json.writeString(text);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to take JSON", e);
        }
        return ascii(out.toString());
    }

    /** The octets of a text in ASCII. */
    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A copy of what is in it. */
    public byte[] toBytes() {
        return Arrays.copyOf(octets, length);
    }

    /** Writes what is in it. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(octets, 0, length);
    }

    @Override
    public String toString() {
        return new String(octets, 0, length, StandardCharsets.US_ASCII);
    }
}
