package dev.ribwatch.agent.policy.intent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AsnRolesTest {
    @Test
    void everyAsNumberIsWhatItWasSaidToBe() {
        Random random = new Random(7);
        for (int size : new int[] {0, 1, 2, 3, 4, 5, 64, 1_000}) {
            Map<Long, Integer> known = new HashMap<>();
            for (int i = 0; i < size; i++) {
                long asn = random.nextBoolean() ? random.nextInt(2 * size) : random.nextLong(1L << 32);
                known.put(asn, 1 + random.nextInt(Integer.MAX_VALUE));
            }
            AsnRoles roles = new AsnRoles(known);
            known.forEach((asn, role) -> assertEquals(role, roles.of(asn), () -> "AS " + asn));
            for (long asn = 0; asn < 2L * size + 8; asn++) {
                assertEquals(known.getOrDefault(asn, 0), roles.of(asn));
                assertEquals(known.getOrDefault(0xffff_ffffL - asn, 0), roles.of(0xffff_ffffL - asn));
            }
        }
    }

    @Test
    void aPathIsAllThatItsAsNumbersAre() {
        AsnRoles roles = new AsnRoles(Map.of(174L, 1, 4_200_000_000L, 2, 65_515L, 4));
        int[] path = {3356, 174, (int) 4_200_000_000L, 65_515};
        assertEquals(0, roles.in(path, 1));
        assertEquals(1, roles.in(path, 2));
        assertEquals(3, roles.in(path, 3));
        assertEquals(7, roles.in(path, 4));
    }
}
