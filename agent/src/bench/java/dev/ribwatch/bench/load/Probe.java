package dev.ribwatch.bench.load;

/** Host routes in 198.18.0.0/15, which no table of the Internet holds, each an UPDATE of its own. */
public final class Probe {
    private static final int FIRST = 198 << 24 | 18 << 16;

    private Probe() {}

    /** The prefix of a number below 131,072. */
    public static String prefix(int number) {
        return "198." + (18 + (number >> 16)) + "." + (number >> 8 & 255) + "." + (number & 255) + "/32";
    }

    /** An UPDATE that announces it with the path {@code first second}. */
    public static byte[] announce(int number, int first, int second) {
        Octets out = new Octets(80);
        int start = out.beginMessage(2);
        out.int16(0).int16(4 + 13 + 7);
        out.bytes(0x40, 1, 1, 0);
        out.bytes(0x40, 2, 10, 2, 2).int32(first).int32(second);
        out.bytes(0x40, 3, 4).int32(0xc6336402);
        out.bytes(32).int32(FIRST + number);
        out.endMessage(start);
        return out.toByteArray();
    }

    /** An UPDATE that withdraws it. */
    public static byte[] withdraw(int number) {
        Octets out = new Octets(40);
        int start = out.beginMessage(2);
        out.int16(5).bytes(32).int32(FIRST + number).int16(0);
        out.endMessage(start);
        return out.toByteArray();
    }
}
