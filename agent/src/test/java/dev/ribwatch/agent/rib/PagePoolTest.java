package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PagePoolTest {
    private final PagePool pool = new PagePool();

    @Test
    void whatWasSpareFromOneTrimToTheNextIsLetGo() {
        for (int i = 0; i < 5; i++) {
            pool.giveBack(new int[PagePool.INTS]);
            pool.giveBack(new long[PagePool.LONGS]);
            pool.giveBack(new byte[PagePool.PAGE_BYTES]);
        }
        pool.trim();
        assertThat(pool.bytes()).as("they came after the last trim").isEqualTo(15L * PagePool.PAGE_BYTES);
        pool.trim();
        assertThat(pool.bytes()).isZero();
        assertThat(pool.takeInts()).hasSize(PagePool.INTS);
    }

    @Test
    void whatWasAskedForInBetweenStays() {
        for (int i = 0; i < 5; i++) {
            pool.giveBack(new int[PagePool.INTS]);
        }
        pool.trim();
        int[] first = pool.takeInts();
        int[] second = pool.takeInts();
        pool.giveBack(first);
        pool.giveBack(second);
        pool.trim();
        assertThat(pool.bytes()).as("three were idle, two were not").isEqualTo(2L * PagePool.PAGE_BYTES);
        assertThat(pool.takeInts()).hasSize(PagePool.INTS).containsOnly(0);
    }
}
