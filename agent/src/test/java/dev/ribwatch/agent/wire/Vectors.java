package dev.ribwatch.agent.wire;

import java.util.List;
import java.util.stream.Stream;

/** The messages of all vectors, ours and those of others. */
public final class Vectors {
    private Vectors() {}

    /** Each whole message once, whatever is wrong with it. */
    public static List<byte[]> messages() {
        return Stream.concat(
                        GoldenVectorTest.vectors(),
                        Stream.concat(ThirdPartyVectorTest.vectors(), ThirdPartyVectorTest.oddVectors()))
                .map(GoldenVector::octets)
                .toList();
    }
}
