package dev.ribwatch.agent.wire.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.UpdateMessage;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What we accept of a peer, each rule with a near miss. */
class OpenTermsTest {
    private static final String IPV4 = "01 04 0001 00 01";

    @Test
    void o2_anAsThatIsNotConfiguredIsRefused() {
        assertThat(refusal(terms(3, false, 0, -1, false), open(65001, 90, 7, "")))
                .isEqualTo("accepted");
        assertThat(refusal(terms(3, false, 0, -1, false), open(65002, 90, 7, "")))
                .isEqualTo("2/2");
    }

    @Test
    void o3_ourOwnIdentifierIsRefusedOfAnInternalPeerOnly() {
        assertThat(refusal(terms(3, false, 0, -1, false), open(65000, 90, 1, "")))
                .isEqualTo("2/3");
        assertThat(refusal(terms(3, false, 0, -1, false), open(65000, 90, 2, "")))
                .isEqualTo("accepted");
        assertThat(refusal(terms(3, false, 0, -1, false), open(65001, 90, 1, "")))
                .isEqualTo("accepted");
    }

    @ParameterizedTest
    @CsvSource({
        "30, false, 29, 2/6",
        "30, false, 30, accepted",
        "3, false, 0, 2/6",
        "3, true, 0, accepted",
        "30, true, 0, accepted",
        "30, true, 3, 2/6"
    })
    void o4_holdTime(int minimum, boolean none, int holdTime, String expected) {
        assertThat(refusal(terms(minimum, none, 0, -1, false), open(65001, holdTime, 7, "")))
                .isEqualTo(expected);
    }

    @Test
    void o9_aRequiredFamilyThatIsMissingIsNamed() {
        assertThat(refusal(terms(3, false, 3, -1, false), open(65001, 90, 7, IPV4)))
                .isEqualTo("2/7 010400020001");
        assertThat(refusal(terms(3, false, 1, -1, false), open(65001, 90, 7, IPV4)))
                .isEqualTo("accepted");
        assertThat(refusal(terms(3, false, 1, -1, false), open(65001, 90, 7, "")))
                .isEqualTo("accepted");
        assertThat(refusal(terms(3, false, 0, -1, false), open(65001, 90, 7, IPV4)))
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
        assertThat(refusal(terms(3, false, 0, role, strict), open(65001, 90, 7, capabilities)))
                .isEqualTo(expected);
    }

    private static OpenTerms terms(int minimum, boolean none, int required, int role, boolean strict) {
        return new OpenTerms(Set.of(65000L, 65001L), 65000, 1, minimum, none, required, role, strict);
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
