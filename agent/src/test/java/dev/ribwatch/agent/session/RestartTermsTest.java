package dev.ribwatch.agent.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.session.DownReason.Kind;
import dev.ribwatch.agent.wire.capability.GracefulRestart;
import dev.ribwatch.agent.wire.capability.LongLivedRestart;
import dev.ribwatch.config.value.Family;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 4724 section 4, RFC 8538 section 4, RFC 9494 section 4.2. IPv4 is bit 1, IPv6 bit 2. */
class RestartTermsTest {
    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest
    @CsvSource({
        // how it ended, code, subcode, without N, with N on both sides
        "CONNECTION_LOST, 0, 0, true, true",
        "REPLACED, 0, 0, true, true",
        "NOTIFICATION_RECEIVED, 6, 4, false, true",
        "NOTIFICATION_RECEIVED, 6, 2, false, true",
        "NOTIFICATION_RECEIVED, 6, 9, false, false",
        "NOTIFICATION_RECEIVED, 3, 9, false, true",
        "NOTIFICATION_RECEIVED, 77, 9, false, true",
        "NOTIFICATION_SENT, 4, 0, false, true", // the hold timer
        "NOTIFICATION_SENT, 3, 1, false, true",
        "NOTIFICATION_SENT, 6, 9, false, false",
        "CLOSED_UNANSWERED, 0, 0, false, false",
    })
    void g5_whichEndsAreTakenForARestart(Kind kind, int code, int subcode, boolean without, boolean with) {
        DownReason reason = new DownReason(kind, code, subcode, "");
        assertThat(terms(120, 3, 3, null, false).survives(reason)).isEqualTo(without);
        assertThat(terms(120, 3, 3, null, true).survives(reason)).isEqualTo(with);
        assertThat(RestartTerms.NONE.survives(reason)).isFalse();
    }

    @Test
    void g2_theListedFamiliesAreKeptForTheRestartTime() {
        RestartTerms terms = terms(120, 1, 1, null, false);
        assertThat(terms.keeps(Family.IPV4_UNICAST)).isTrue();
        assertThat(terms.restartNanos(Family.IPV4_UNICAST)).isEqualTo(120 * SECOND);
        assertThat(terms.longLivedNanos(Family.IPV4_UNICAST)).isZero();
        assertThat(terms.keeps(Family.IPV6_UNICAST)).isFalse();
        assertThat(terms(0, 3, 3, null, false).keeps(Family.IPV4_UNICAST))
                .as("a restart time of 0")
                .isFalse();
        assertThat(RestartTerms.END_OF_RIB.keeps(Family.IPV4_UNICAST)).isFalse();
        assertThat(RestartTerms.END_OF_RIB.endOfRib()).isTrue();
        assertThat(RestartTerms.NONE.endOfRib()).isFalse();
    }

    @Test
    void g4_aFamilyIsKeptLongerWithTheOtherCapabilityButNotByItAlone() {
        LongLivedRestart longLived = new LongLivedRestart(2, List.of(0, 3600));
        RestartTerms terms = terms(120, 1, 1, longLived, false);
        assertThat(terms.longLivedNanos(Family.IPV4_UNICAST)).isZero();
        assertThat(terms.restartNanos(Family.IPV6_UNICAST)).isZero();
        assertThat(terms.longLivedNanos(Family.IPV6_UNICAST)).isEqualTo(3600 * SECOND);
        assertThat(terms.keeps(Family.IPV6_UNICAST)).isTrue();
        RestartTerms alone = new RestartTerms(null, longLived, false);
        assertThat(alone.longLivedNanos(Family.IPV6_UNICAST)).isZero();
        assertThat(alone.keeps(Family.IPV6_UNICAST)).isFalse();
    }

    @Test
    void g3_whoIsBackSaysByTheCapabilityOfItsAbsenceWhetherItKeptTheFamily() {
        RestartTerms terms = terms(120, 3, 1, new LongLivedRestart(2, List.of(3600, 3600)), false);
        assertThat(terms.isForwarding(Family.IPV4_UNICAST, false)).isTrue();
        assertThat(terms.isForwarding(Family.IPV6_UNICAST, false)).isFalse();
        assertThat(terms.isForwarding(Family.IPV4_UNICAST, true)).isFalse();
        assertThat(terms.isForwarding(Family.IPV6_UNICAST, true)).isTrue();
        assertThat(RestartTerms.NONE.isForwarding(Family.IPV4_UNICAST, false)).isFalse();
        assertThat(RestartTerms.END_OF_RIB.isForwarding(Family.IPV4_UNICAST, true))
                .isFalse();
    }

    private static RestartTerms terms(
            int seconds, int families, int forwarding, LongLivedRestart longLived, boolean notification) {
        return new RestartTerms(
                new GracefulRestart(false, true, seconds, families, forwarding), longLived, notification);
    }
}
