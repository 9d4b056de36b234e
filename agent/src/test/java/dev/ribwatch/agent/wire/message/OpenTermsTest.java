package dev.ribwatch.agent.wire.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.agent.wire.capability.Capabilities;
import dev.ribwatch.config.value.RequiredCapability;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What we accept of a peer, each rule with a near miss. */
class OpenTermsTest {
    private static final String IPV4 = "01 04 0001 00 01";
    private static final String ALL = "01 04 0001 00 01 01 04 0002 00 01 02 00 46 00 06 00 40 02 0078 41 04 0000fde9"
            + " 45 08 0001 01 02 0002 01 03";

    @Test
    void o2_anAsThatIsNotConfiguredIsRefused() {
        assertThat(refusal(terms(3, -1), open(65001, 90, 7, ""))).isEqualTo("accepted");
        assertThat(refusal(terms(3, -1), open(65002, 90, 7, ""))).isEqualTo("2/2");
    }

    @Test
    void o3_ourOwnIdentifierIsRefusedOfAnInternalPeerOnly() {
        assertThat(refusal(terms(3, -1), open(65000, 90, 1, ""))).isEqualTo("2/3");
        assertThat(refusal(terms(3, -1), open(65000, 90, 2, ""))).isEqualTo("accepted");
        assertThat(refusal(terms(3, -1), open(65001, 90, 1, ""))).isEqualTo("accepted");
    }

    @ParameterizedTest
    @CsvSource({
        "30, 29, 2/6",
        "30, 30, accepted",
        "30, 0, 2/6",
        "3, 0, 2/6",
        "3, 3, accepted",
        "0, 0, accepted",
        "0, 3, accepted"
    })
    void o4_holdTime(int minimum, int holdTime, String expected) {
        assertThat(refusal(terms(minimum, -1), open(65001, holdTime, 7, ""))).isEqualTo(expected);
    }

    /** Required, in words; capabilities of theirs; what is answered: those that are missing, as we offer them. */
    @ParameterizedTest
    @CsvSource({
        "IPV4_UNICAST IPV6_UNICAST, 01 04 0001 00 01, 2/7 010400020001",
        "IPV4_UNICAST IPV6_UNICAST, 41 04 0000fde9, 2/7 010400020001",
        "IPV4_UNICAST, 01 04 0002 00 01, 2/7 010400010001",
        "IPV4_UNICAST, 01 04 0001 00 01, accepted",
        "IPV4_UNICAST, '', accepted",
        "ADD_PATH, 45 04 0001 01 02, 2/7 450400020101",
        "ADD_PATH, 45 08 0001 01 01 0002 01 01, 2/7 45080001010100020101",
        "ADD_PATH, '', 2/7 45080001010100020101",
        "ADD_PATH, 45 08 0001 01 02 0002 01 03, accepted",
        "ROUTE_REFRESH, 46 00, 2/7 0200",
        "ROUTE_REFRESH, 80 00, accepted",
        "ENHANCED_ROUTE_REFRESH, 02 00, 2/7 4600",
        "EXTENDED_MESSAGE, '', 2/7 0600",
        "FOUR_OCTET_AS, '', 2/7 41040000fde8",
        "FOUR_OCTET_AS, 41 04 0000fde9, accepted",
        "GRACEFUL_RESTART, 40 03 0078 00, 2/7 40020000",
        "GRACEFUL_RESTART, 40 02 0078, accepted",
        "ROUTE_REFRESH EXTENDED_MESSAGE FOUR_OCTET_AS, 02 00, 2/7 060041040000fde8"
    })
    void o9_aRequiredCapabilityThatIsMissingIsNamed(String required, String theirs, String expected) {
        Set<RequiredCapability> wanted = Arrays.stream(required.split(" ", -1))
                .map(RequiredCapability::valueOf)
                .collect(Collectors.toSet());
        OpenTerms terms = new OpenTerms(Set.of(65001L), ours(-1), 3, wanted);
        assertThat(refusal(terms, open(65001, 90, 7, theirs))).isEqualTo(expected);
    }

    @Test
    void o9_nothingIsRequiredUnlessConfigured() {
        Set<RequiredCapability> allButRoles = EnumSet.complementOf(EnumSet.of(RequiredCapability.ROLE));
        assertThat(refusal(terms(3, -1), open(65001, 90, 7, IPV4))).isEqualTo("accepted");
        assertThat(refusal(new OpenTerms(Set.of(65001L), ours(-1), 3, allButRoles), open(65001, 90, 7, ALL)))
                .isEqualTo("accepted");
    }

    /** Our role, strict or not, capabilities of theirs. RFC 9234: 0 provider, 1 server, 2 client, 3 customer, 4 peer. */
    @ParameterizedTest
    @CsvSource({
        "3, false, 09 01 00, accepted",
        "3, false, 09 01 03, 2/11",
        "0, false, 09 01 03, accepted",
        "1, false, 09 01 02, accepted",
        "2, false, 09 01 01, accepted",
        "4, false, 09 01 04, accepted",
        "4, false, 09 01 00, 2/11",
        "4, false, 09 01 09, 2/11",
        "3, false, '', accepted",
        "3, true, '', 2/11",
        "3, true, 09 01 00 09 01 00, accepted",
        "-1, false, 09 01 00, accepted",
        "-1, false, 09 01 00 09 01 03, 2/11"
    })
    void o10_roles(int role, boolean strict, String capabilities, String expected) {
        Set<RequiredCapability> required = strict ? Set.of(RequiredCapability.ROLE) : Set.of();
        assertThat(refusal(new OpenTerms(Set.of(65001L), ours(role), 3, required), open(65001, 90, 7, capabilities)))
                .isEqualTo(expected);
    }

    private static OpenTerms terms(int minimum, int role) {
        return new OpenTerms(Set.of(65000L, 65001L), ours(role), minimum, Set.of());
    }

    /** AS 65000, identifier 0.0.0.1, both families with ADD-PATH. */
    private static Open ours(int role) {
        return new Open(65000, 90, 1, Capabilities.offered(65000, 3, 3).withRole(role));
    }

    private static Open open(int as, int holdTime, int identifier, String capabilities) {
        byte[] octets = HexText.parse(capabilities);
        String body =
                "04 %04x %04x %08x %02x 02 %02x".formatted(as, holdTime, identifier, octets.length + 2, octets.length);
        byte[] message = UpdateMessage.message(1, HexText.parse(body + capabilities));
        return OpenDecoder.decode(message, 0, message.length).open();
    }

    private static String refusal(OpenTerms terms, Open open) {
        Notification refusal = terms.refuse(open);
        return refusal == null
                ? "accepted"
                : (refusal.code() + "/" + refusal.subcode() + " " + HexText.format(refusal.data())).strip();
    }
}
