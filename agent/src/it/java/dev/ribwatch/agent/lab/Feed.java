package dev.ribwatch.agent.lab;

import java.util.Locale;

/** Who sends an odd UPDATE, as far as the receiver's verdict depends on it. */
enum Feed {
    /** From another AS. */
    EXTERNAL(64496, 21, true),
    /** From the receiver's own AS. */
    INTERNAL(LabConfig.AGENT_AS, 22, true),
    /** From another AS, without the capability of RFC 6793. */
    TWO_OCTET(64496, 23, false);

    private static final int HOSTS = 250;
    private static final int HOLD_TIME = 240;

    final long as;
    final boolean fourOctetAs;
    private final int net;

    Feed(long as, int net, boolean fourOctetAs) {
        this.as = as;
        this.net = net;
        this.fourOctetAs = fourOctetAs;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean internal() {
        return this == INTERNAL;
    }

    /** With what its paths begin: its own AS, or that of a neighbour of the common one. */
    long firstAs() {
        return internal() ? 64511 : as;
    }

    /** All addresses that it may speak from. */
    String range() {
        return "127." + net + ".0.0/16";
    }

    /** One of those for each session: a receiver holds an address off whose session it has reset. */
    String source(int session) {
        return "127." + net + "." + session / HOSTS + "." + (1 + session % HOSTS);
    }

    /** Establishes a session. */
    RawRouter connect(int session, java.net.InetSocketAddress receiver) throws java.io.IOException {
        RawRouter router = new RawRouter(source(session), receiver);
        try {
            router.send(open(router));
            router.expect(RawRouter.OPEN);
            router.send(RawRouter.message(RawRouter.KEEPALIVE, new byte[0]));
            router.expect(RawRouter.KEEPALIVE);
            return router;
        } catch (java.io.IOException failure) {
            router.close();
            throw failure;
        }
    }

    /** Both families, route refresh, and 4-octet AS numbers or not. */
    byte[] open(RawRouter router) {
        String capabilities = "010400010001" + "010400020001" + "0200" + (fourOctetAs ? "4104" + "%08x".formatted(as) : "");
        return router.open(as, HOLD_TIME, capabilities);
    }
}
