package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Witness;
import dev.ribwatch.agent.rib.AttributeStore;
import dev.ribwatch.agent.wire.attribute.AsPath;
import dev.ribwatch.agent.wire.attribute.AttributeCode;
import dev.ribwatch.agent.wire.attribute.AttributeCursor;
import dev.ribwatch.config.value.Prefix;
import java.util.Arrays;

/** Copies what a person wants to see of a route, so that a finding keeps no ids. */
final class Evidence {
    private final AttributeStore attributes;
    private final AttributeCursor cursor = new AttributeCursor();
    private final AsPath path = new AsPath();

    Evidence(AttributeStore attributes) {
        this.attributes = attributes;
    }

    /** A witness for a route that is held now. */
    Witness witness(String router, String network, Prefix prefix, int attributeId) {
        attributes.reset(cursor, attributeId);
        StringBuilder text = new StringBuilder();
        path.reset(cursor).appendText(text);
        return new Witness(router, network, prefix, text.toString(), nextHop(), true);
    }

    private String nextHop() {
        if (!cursor.find(AttributeCode.NEXT_HOP) && !cursor.find(AttributeCode.MP_REACH)) {
            return "";
        }
        // A link-local address may follow the global one (RFC 2545 section 3).
        int octets = cursor.valueLength() >= 16 ? 16 : 4;
        if (cursor.valueLength() < octets) {
            return "";
        }
        int from = cursor.valueOffset();
        return Prefix.ofAddress(Arrays.copyOfRange(cursor.buffer(), from, from + octets))
                .address();
    }
}
