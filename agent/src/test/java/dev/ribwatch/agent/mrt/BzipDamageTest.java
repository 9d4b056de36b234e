package dev.ribwatch.agent.mrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bzip2 that the library does not take for damage: it throws what is no failure to read. */
@Timeout(60)
class BzipDamageTest {
    private static final long BLOCK = BzipBlock.BLOCK;
    private static final long END = BzipBlock.END;
    /** Codes of 2 bits: 00 and 01 repeat the octet 0, 10 is the end of the block. */
    private static final String CODES = "00010" + "000";

    private static final String ONE_ZERO = "00" + "10";
    private static final String NOTHING = "10";
    private static final int CHECK_OF_ONE_ZERO = 0xb1f7_404b;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private int bits;
    private int count;

    BzipDamageTest() {
        file.writeBytes("BZh9".getBytes(StandardCharsets.US_ASCII));
    }

    private void add(long value, int length) {
        for (int i = length - 1; i >= 0; i--) {
            bits = bits << 1 | (int) (value >>> i & 1);
            if (++count == 8) {
                file.write(bits);
                count = 0;
            }
        }
    }

    private void add(String more) {
        for (int i = 0; i < more.length(); i++) {
            add(more.charAt(i) - '0', 1);
        }
    }

    private void block(int check, String codes, String content) {
        add(BLOCK, 48);
        add(check, 32);
        add(0, 1 + 24);
        add("1000000000000000" + "1000000000000000"); // the octet 0 occurs
        add("010" + "000000000000001" + "0"); // two tables of codes, one selector
        add(codes);
        add(codes);
        add(content);
    }

    private InputStream open() throws IOException {
        return Compression.decompressed(new ByteArrayInputStream(file.toByteArray()));
    }

    @Test
    void aHundredThousandBlocksOfNothingAreDamage() throws IOException {
        block(CHECK_OF_ONE_ZERO, CODES, ONE_ZERO);
        for (int i = 0; i < 100_000; i++) {
            block(0, CODES, NOTHING);
        }
        try (InputStream in = open()) {
            assertThat(in.read()).isZero();
            assertThatThrownBy(in::read).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aCodeOfMoreBitsThanAnyIsDamage() {
        block(0, "11111" + "10".repeat(257 - 31) + "0" + "0" + "0", NOTHING);
        add(0, 256);
        assertThatThrownBy(() -> open().read()).isInstanceOf(IOException.class);
    }

    /** As bzip2 computes it. */
    private static int check(int octet) {
        int sum = ~0 ^ octet << 24;
        for (int i = 0; i < 8; i++) {
            sum = sum < 0 ? sum << 1 ^ 0x04c1_1db7 : sum << 1;
        }
        return ~sum;
    }

    /** One octet, the first of those that the list names. */
    private int blockWhoseListOfOctetsIs(long list) {
        int first = Long.numberOfLeadingZeros(list << 16);
        int check = check(first);
        add(BLOCK, 48);
        add(check, 32);
        add(0, 1 + 24);
        add("1110000000000000");
        add(list, 48);
        add("010" + "000000000000001" + "0");
        int symbols = Long.bitCount(list) + 2;
        for (int table = 0; table < 2; table++) {
            add(6, 5); // each code has 6 bits
            add(0, symbols);
        }
        add(0, 6); // the first octet, once
        add(symbols - 1, 6);
        return check;
    }

    @Test
    void whatLooksLikeAMarkWithinABlockIsNone() throws IOException {
        int combined = 0;
        for (long list : new long[] {BLOCK, END, BLOCK >>> 1, END, BLOCK, END << 1 & (1L << 48) - 1}) {
            combined = Integer.rotateLeft(combined, 1) ^ blockWhoseListOfOctetsIs(list);
        }
        add(END, 48);
        add(combined, 32);
        add(0, 7);
        try (InputStream in = open()) {
            assertThat(in.readAllBytes()).containsExactly(2, 3, 3, 3, 2, 2);
        }
    }
}
