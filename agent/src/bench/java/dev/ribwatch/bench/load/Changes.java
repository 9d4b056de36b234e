package dev.ribwatch.bench.load;

import java.util.BitSet;
import java.util.Random;

/**
 * Single-prefix UPDATEs of a view that has been sent: 80 % a new path (its second AS changed), 10 % a withdrawal, 10 % a
 * route that was withdrawn again; half of them on 1 % of the prefixes. {@link #restore} announces what is withdrawn, so
 * that the daemon must hold every route at the end.
 */
public final class Changes {
    private final View view;
    private final Random random;
    private final int routes;
    private final BitSet down;
    private final int[] withdrawn;
    private int withdrawnCount;

    public Changes(View view, long seed) {
        this.view = view;
        this.random = new Random(seed);
        this.routes = view.table().routes();
        this.down = new BitSet(routes);
        this.withdrawn = new int[routes];
    }

    /** The next so many, back to back. */
    public byte[] next(int count) {
        Octets out = new Octets(count * 100);
        for (int i = 0; i < count; i++) {
            one(out);
        }
        return out.toByteArray();
    }

    /** One UPDATE for each withdrawn route. */
    public byte[] restore() {
        Octets out = new Octets(withdrawnCount * 100 + 1);
        while (withdrawnCount > 0) {
            announce(out, withdrawn[--withdrawnCount]);
        }
        return out.toByteArray();
    }

    /** How many {@link #restore} would announce. */
    public int withdrawn() {
        return withdrawnCount;
    }

    private void one(Octets out) {
        int kind = random.nextInt(10);
        if (kind == 9 && withdrawnCount > 0) {
            int at = random.nextInt(withdrawnCount);
            int route = withdrawn[at];
            withdrawn[at] = withdrawn[--withdrawnCount];
            announce(out, route);
            return;
        }
        int route;
        do {
            route = random.nextBoolean()
                    ? random.nextInt(routes)
                    : (int) (random.nextInt(routes / 100 + 1) * 97L % routes);
        } while (down.get(route));
        if (kind == 8 && withdrawnCount < routes / 2) {
            down.set(route);
            withdrawn[withdrawnCount++] = route;
            view.withdraw(out, route);
        } else {
            announce(out, route);
        }
    }

    private void announce(Octets out, int route) {
        down.clear(route);
        view.announce(out, route, 3_000 + 7 * random.nextInt(64));
    }
}
