package dev.ribwatch.agent.wire.nlri;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NlriCursorTest {

    /** Random prefixes with random host bits and Path Identifiers, the last one at the very end of the array. */
    @ParameterizedTest
    @EnumSource(Family.class)
    void readsWhatWasWritten(Family family) {
        long seed = 0x711e_0001L + family.ordinal();
        SplittableRandom random = new SplittableRandom(seed);
        NlriCursor cursor = new NlriCursor();
        for (int i = 0; i < 20_000; i++) {
            boolean addPath = random.nextBoolean();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            List<String> expected = new ArrayList<>();
            for (int count = random.nextInt(4); count > 0; count--) {
                int length = random.nextInt(family.bits() + 1);
                long high = random.nextLong();
                long low = random.nextLong();
                int pathId = random.nextInt();
                if (addPath) {
                    for (int shift = 24; shift >= 0; shift -= 8) {
                        out.write(pathId >>> shift);
                    }
                }
                out.write(length);
                for (int octet = 0; octet < (length + 7) / 8; octet++) {
                    out.write((int) ((octet < 8 ? high : low) >>> 56 - 8 * (octet % 8)));
                }
                Prefix prefix = Prefix.masked(family, high, length <= 64 ? 0 : low, length);
                expected.add(prefix + " " + (addPath ? pathId : 0));
            }
            byte[] field = out.toByteArray();
            assertThat(NlriSyntax.count(field, 0, field.length, family.bits(), addPath))
                    .isEqualTo(expected.size());
            List<String> read = new ArrayList<>();
            cursor.reset(field, 0, field.length, family, addPath);
            while (cursor.next()) {
                Prefix prefix = new Prefix(family, cursor.high(), cursor.low(), cursor.length());
                read.add(prefix + " " + cursor.pathId());
            }
            assertThat(read).as("seed %x, case %d", seed, i).isEqualTo(expected);
        }
    }

    @Test
    void anEmptyFieldHasNoPrefix() {
        NlriCursor cursor = new NlriCursor();
        cursor.reset(new byte[4], 2, 2, Family.IPV4_UNICAST, false);
        assertThat(cursor.next()).isFalse();
        assertThat(NlriSyntax.count(new byte[4], 2, 2, 32, true)).isZero();
    }
}
