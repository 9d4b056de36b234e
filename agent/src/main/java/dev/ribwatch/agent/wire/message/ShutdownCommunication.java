package dev.ribwatch.agent.wire.message;

import dev.ribwatch.agent.wire.error.ProtocolError;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One octet of length and that many of UTF-8 text in the data of a Cease (RFC 9003 section 2). */
final class ShutdownCommunication {
    private static final int MAXIMUM = 255;

    private ShutdownCommunication() {}

    static byte[] encode(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(utf8.length, MAXIMUM);
        while (length < utf8.length && length > 0 && (utf8[length] & 0xc0) == 0x80) {
            length--;
        }
        byte[] data = new byte[1 + length];
        data[0] = (byte) length;
        System.arraycopy(utf8, 0, data, 1, length);
        return data;
    }

    static @Nullable String decode(Notification notification) {
        int code = notification.code();
        int subcode = notification.subcode();
        byte[] data = notification.data();
        if (notification.isHardReset() && data.length >= 2) {
            code = data[0] & 0xff;
            subcode = data[1] & 0xff;
            data = Arrays.copyOfRange(data, 2, data.length);
        }
        ProtocolError error = ProtocolError.of(code, subcode);
        if (error != ProtocolError.ADMINISTRATIVE_SHUTDOWN && error != ProtocolError.ADMINISTRATIVE_RESET) {
            return null;
        }
        if (data.length < 2 || (data[0] & 0xff) != data.length - 1) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data, 1, data.length - 1))
                    .toString();
        } catch (CharacterCodingException e) {
            return null; // the caller shows the data as hex
        }
    }
}
