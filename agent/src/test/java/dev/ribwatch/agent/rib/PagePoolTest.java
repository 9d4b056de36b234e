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

    @Test
    void whatWasALargeTableIsLetGoBitByBit() {
        for (int i = 0; i < 10_000; i++) {
            pool.giveBack(new int[PagePool.INTS / 64]); // stands for a page
        }
        pool.trim();
        assertThat(pool.bytes()).isEqualTo(10_000L * PagePool.PAGE_BYTES);
        pool.trim();
        assertThat(pool.bytes()).isEqualTo(9_375L * PagePool.PAGE_BYTES);
        int trims = 0;
        while (pool.bytes() > 0) {
            long before = pool.bytes();
            pool.trim();
            assertThat(pool.bytes()).isLessThanOrEqualTo(Math.max(0, before - 256L * PagePool.PAGE_BYTES));
            trims++;
        }
        assertThat(trims).isBetween(20, 40);
    }

    @Test
    void aTableThatComesBackFindsItsPages() {
        for (int i = 0; i < 300; i++) {
            pool.giveBack(new long[PagePool.LONGS]);
        }
        long[] last = pool.takeLongs();
        for (int i = 0; i < 299; i++) {
            assertThat(pool.takeLongs()).isNotSameAs(last);
        }
        assertThat(pool.bytes()).isZero();
        pool.trim();
        pool.giveBack(last);
        pool.trim();
        assertThat(pool.takeLongs()).isSameAs(last);
    }
}
