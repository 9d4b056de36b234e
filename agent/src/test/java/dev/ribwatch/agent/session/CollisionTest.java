package dev.ribwatch.agent.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.capability.Capabilities;
import dev.ribwatch.agent.wire.message.Open;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two connections of one router: RFC 4271 section 6.8, RFC 6286, RFC 4724 section 4.2. */
class CollisionTest {
    @ParameterizedTest
    @CsvSource({
        // their identifier (ours is 192.0.2.10), their AS, decision
        "192.0.2.11, 65010, CLOSE_OLD",
        "192.0.2.9, 65010, CLOSE_NEW",
        "10.0.0.1, 65010, CLOSE_NEW",
        "223.255.255.254, 65010, CLOSE_OLD", // unsigned: not a negative number
        "192.0.2.10, 65010, CLOSE_OLD", // equal identifiers, their AS is the larger
        "192.0.2.10, 64999, CLOSE_NEW"
    })
    void f5InOpenConfirmTheIdentifierDecides(String identifier, long as, Collision expected) {
        assertThat(Collision.between(Sessions.at(SessionState.OPEN_CONFIRM), Sessions.ours(), open(identifier, as)))
                .isEqualTo(expected);
    }

    @Test
    void f4ARestartedPeerReplacesItsSession() {
        Session old = Sessions.at(SessionState.ESTABLISHED, Sessions.negotiated(true, false));

        assertThat(Collision.between(old, Sessions.ours(), open("10.0.0.1", 65010)))
                .isEqualTo(Collision.REPLACE_OLD);
    }

    @Test
    void f4WithoutGracefulRestartTheOldSessionIsProbed() {
        Session old = Sessions.at(SessionState.ESTABLISHED, Sessions.negotiated(false, false));

        assertThat(Collision.between(old, Sessions.ours(), open("10.0.0.1", 65010)))
                .isEqualTo(Collision.PROBE_OLD);
    }

    @ParameterizedTest
    @CsvSource({"ACTIVE", "OPEN_SENT", "IDLE"})
    void beforeAnOpenNothingCollides(SessionState state) {
        assertThat(Collision.between(Sessions.at(state), Sessions.ours(), open("10.0.0.1", 65010)))
                .isEqualTo(Collision.NONE);
    }

    private static Open open(String identifier, long as) {
        int value = 0;
        for (String octet : identifier.split("\\.", 4)) {
            value = value << 8 | Integer.parseInt(octet);
        }
        return new Open(as, 90, value, Capabilities.offered(as, 3, 0));
    }
}
