package dev.ribwatch.agent.wire;

import dev.ribwatch.agent.wire.error.Strictness;
import dev.ribwatch.config.value.Family;

/**
 * What was negotiated, as far as decoding depends on it. An argument of every decoder, never ambient.
 *
 * @param ebgp the peer is in another AS
 * @param fourOctetAs both sides sent the capability of RFC 6793
 * @param families bit {@link Family#ordinal()}: the family was negotiated
 * @param addPath bit {@link Family#ordinal()}: we receive ADD-PATH in that family (RFC 7911)
 * @param peerAs the peer's AS
 * @param localAs our AS
 * @param strictness what is asked beyond RFC 7606
 */
public record DecodeContext(
        boolean ebgp,
        boolean fourOctetAs,
        int families,
        int addPath,
        long peerAs,
        long localAs,
        Strictness strictness) {

    /** With nothing asked beyond RFC 7606. */
    public DecodeContext(boolean ebgp, boolean fourOctetAs, int families, int addPath, long peerAs, long localAs) {
        this(ebgp, fourOctetAs, families, addPath, peerAs, localAs, Strictness.ORDINARY);
    }

    /** Without these families, bits of {@link #families}. */
    public DecodeContext without(int lost) {
        return new DecodeContext(ebgp, fourOctetAs, families & ~lost, addPath & ~lost, peerAs, localAs, strictness);
    }

    public boolean hasFamily(Family family) {
        return (families & 1 << family.ordinal()) != 0;
    }

    public boolean hasAddPath(Family family) {
        return (addPath & 1 << family.ordinal()) != 0;
    }
}
