package dev.ribwatch.agent.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CursorTest {

    @Test
    void readsInNetworkOrder() {
        Cursor cursor = new Cursor().reset(HexText.parse("00 ff 8001 fffffffe 80000000 aabb"), 1, 14);
        assertThat(cursor.u8()).isEqualTo(255);
        assertThat(cursor.u16()).isEqualTo(0x8001);
        assertThat(cursor.u32()).isEqualTo(4294967294L);
        assertThat(cursor.i32()).isEqualTo(Integer.MIN_VALUE);
        assertThat(cursor.bytes(2)).containsExactly(0xaa, 0xbb);
        assertThat(cursor.remaining()).isZero();
        assertThat(cursor.failed()).isFalse();
    }

    @Test
    void aReadPastTheLimitFailsForGoodAndReadsNothing() {
        Cursor cursor = new Cursor().reset(HexText.parse("01 02 03"), 0, 2);
        assertThat(cursor.u32()).isZero();
        assertThat(cursor.failed()).isTrue();
        assertThat(cursor.position()).isZero();
        assertThat(cursor.u8()).as("after a failure even what is there").isZero();
        assertThat(cursor.remaining()).isZero();
        assertThat(cursor.bytes(1)).isEmpty();
        assertThat(cursor.reset(HexText.parse("07"), 0, 1).u8()).isEqualTo(7);
        assertThat(cursor.failed()).isFalse();
    }

    @Test
    void neverLeavesItsRange() {
        byte[] octets = new byte[6];
        assertThat(new Cursor().reset(octets, 2, 7).failed()).isTrue();
        assertThat(new Cursor().reset(octets, 3, 2).failed()).isTrue();
        Cursor cursor = new Cursor().reset(octets, 2, 6);
        cursor.skip(-1);
        assertThat(cursor.failed()).isTrue();
        cursor.reset(octets, 2, 6).skip(Integer.MAX_VALUE);
        assertThat(cursor.failed()).isTrue();
    }
}
