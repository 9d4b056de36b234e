package dev.ribwatch.agent.wire.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.agent.wire.capability.Capabilities;
import dev.ribwatch.agent.wire.capability.Capability;
import dev.ribwatch.config.value.Family;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of an OPEN that need no configuration, each with a near miss. */
class OpenDecoderTest {
    private static final String HEAD = "04 fde9 005a c0000201";
    private static final String IPV6 = "01 04 0002 00 01";

    @ParameterizedTest
    @CsvSource({"3, 2/1 0004", "5, 2/1 0004", "0, 2/1 0004", "4, ok"})
    void o1_version(int version, String expected) {
        assertThat(outcome("%02x fde9 005a c0000201 00".formatted(version))).isEqualTo(expected);
    }

    /** Two-octet field, four-octet capability or nothing, outcome. */
    @ParameterizedTest
    @CsvSource({
        "fde9, , ok 65001",
        "0000, , 2/2",
        "fde9, 0000fde9, ok 65001",
        "fde9, 0000fdea, 2/2",
        "5ba0, 0000fdea, ok 65002",
        "5ba0, 00010000, ok 65536",
        "5ba0, , ok 23456",
        "5ba0, 00000000, 2/2",
        "0000, 0000fde9, 2/2",
        "5ba0, ffffffff, ok 4294967295"
    })
    void o2_asNumbers(String shortAs, String fourOctetAs, String expected) {
        String parameters = fourOctetAs == null ? "00" : "08 02 06 41 04 " + fourOctetAs;
        OpenResult result = decode("04 " + shortAs + " 005a c0000201 " + parameters);
        assertThat(
                        result.open() == null
                                ? text(result.fault())
                                : "ok " + result.open().as())
                .isEqualTo(expected);
    }

    @Test
    void o3_identifierZero() {
        assertThat(outcome("04 fde9 005a 00000000 00")).isEqualTo("2/3");
        assertThat(outcome("04 fde9 005a e0000001 00"))
                .as("any other is legal, RFC 6286")
                .isEqualTo("ok");
    }

    @ParameterizedTest
    @CsvSource({"0000, ok", "0001, 2/6", "0002, 2/6", "0003, ok", "ffff, ok"})
    void o4_holdTime(String holdTime, String expected) {
        assertThat(outcome("04 fde9 " + holdTime + " c0000201 00")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "02 01 00, 2/4",
        "02 03 00, 2/4",
        "02 00 00, 2/4",
        "04 02 00 ff 00, 2/4",
        "02 02 00, ok",
        "03 ff 0000, ok",
        "00, ok"
    })
    void o5_parametersOtherThanCapabilities(String parameters, String expected) {
        assertThat(outcome(HEAD + parameters)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "01 02, 2/0",
        "02 02 01, 2/0",
        "03 02 01 01, 2/0",
        "04 02 02 01 01, 2/0",
        "08 02 06 01 05 0001 00 01, 2/0",
        "09 02 06 01 04 0001 00 01, 2/0",
        "07 02 06 01 04 0001 00 01, 2/0",
        "08 02 06 01 04 0001 00 01, ok"
    })
    void o6_overruns(String parameters, String expected) {
        assertThat(outcome(HEAD + parameters)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "ff ff, 2/0",
        "ff ff 00, 2/0",
        "ff ff 0000, ok",
        "ff ff 0001 02, 2/0",
        "ff ff 0002 02 00, 2/0",
        "ff ff 0003 02 0000, ok",
        "ff ff 0009 02 0006 01 04 0001 00 01, ok",
        "01 ff 0009 02 0006 01 04 0001 00 01, ok",
        "ff ff 0009 02 0007 01 04 0001 00 01, 2/0",
        "ff ff 000a 02 0006 01 04 0001 00 01, 2/0",
        "ff ff 0003 ff 0000, 2/4",
        "01 ff, 2/0",
        "02 ff 00, 2/0",
        "00 ff 0000, 2/0"
    })
    void o7_extendedParameters(String parameters, String expected) {
        assertThat(outcome(HEAD + parameters)).isEqualTo(expected);
    }

    @Test
    void o7_moreThan255OctetsOfCapabilities() {
        StringBuilder capabilities = new StringBuilder(IPV6);
        for (int i = 0; i < 100; i++) {
            capabilities.append("c8 03 010203");
        }
        Open open = decode(HEAD + "ff ff 01fd 02 01fa" + capabilities).open();
        assertThat(open.capabilities().all()).hasSize(101);
        assertThat(open.capabilities().families()).isEqualTo(2);
    }

    @Test
    void o7_everyTruncationIsAnswered() {
        byte[] whole = UpdateMessage.message(
                1, HexText.parse(HEAD + "ff ff 0011 02 0006 " + IPV6 + " 02 0005 80 00 fa 01 07"));
        assertThat(OpenDecoder.decode(whole, 0, whole.length).open()).isNotNull();
        for (int length = MessageType.OPEN.minimumLength(); length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            Octets.put16(cut, 16, length);
            assertThat(text(OpenDecoder.decode(cut, 0, length).fault())).isEqualTo("2/0");
        }
    }

    @Test
    void o8_unknownCapabilitiesAreKeptAndDuplicatesMerge() {
        Open open = decode(
                        HEAD + "1c 02 06 01 04 0001 00 01 02 0e 01 04 0002 00 01 c8 00 c8 01 07 02 01 ff 02 02 02 00")
                .open();
        Capabilities capabilities = open.capabilities();
        assertThat(capabilities.families()).isEqualTo(3);
        assertThat(capabilities.routeRefresh()).as("whatever its length").isTrue();
        assertThat(capabilities.all().stream().map(Capability::code)).containsExactly(1, 1, 200, 200, 2, 2);
        assertThat(capabilities.all().get(3).value()).containsExactly(7);
        assertThat(capabilities.has(200)).isTrue();
        assertThat(capabilities.has(201)).isFalse();
    }

    @Test
    void withoutMultiprotocolOnlyIpv4IsSpoken() {
        assertThat(decode(HEAD + "00").open().capabilities().spokenFamilies()).isEqualTo(1);
        assertThat(decode(HEAD + "08 02 06 " + IPV6).open().capabilities().spokenFamilies())
                .isEqualTo(2);
        assertThat(decode(HEAD + "08 02 06 01 04 0019 00 46")
                        .open()
                        .capabilities()
                        .spokenFamilies())
                .as("a family that nobody here watches")
                .isZero();
    }

    /** ADD-PATH value: what it makes of send and receive, as bits of families. */
    @ParameterizedTest
    @CsvSource({
        "0001 01 01, 0, 1",
        "0001 01 02, 1, 0",
        "0001 01 03, 1, 1",
        "0001 01 00, 0, 0",
        "0001 01 04, 0, 0",
        "0002 01 04 0001 01 01, 0, 1",
        "0001 80 03, 0, 0",
        "0001 01 03 00, 0, 0"
    })
    void o11_addPath(String value, int send, int receive) {
        byte[] octets = HexText.parse(value);
        String parameter = "%02x 02 %02x 45 %02x".formatted(octets.length + 4, octets.length + 2, octets.length);
        Capabilities capabilities = decode(HEAD + parameter + value).open().capabilities();
        assertThat(capabilities.addPathSend()).isEqualTo(send);
        assertThat(capabilities.addPathReceive()).isEqualTo(receive);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "0000 00", "0078 0001 01", "0078 0001 01 80 00"})
    void o12_aGracefulRestartOfWrongLengthIsAbsent(String value) {
        byte[] octets = HexText.parse(value);
        String parameter = "%02x 02 %02x 40 %02x".formatted(octets.length + 4, octets.length + 2, octets.length);
        Capabilities capabilities = decode(HEAD + parameter + value).open().capabilities();
        assertThat(capabilities.gracefulRestart()).isNull();
        assertThat(capabilities.has(64)).isTrue();
    }

    @Test
    void g4_longLivedGracefulRestartNamesATimeAFamily() {
        Capabilities capabilities = decode(
                        HEAD + "19 02 17 47 15 0001 01 80 ffffff 0002 01 7f 000e10 0001 80 80 000001")
                .open()
                .capabilities();
        assertThat(capabilities.longLivedRestart().staleSeconds()).containsExactly(16_777_215, 3_600);
        assertThat(capabilities.longLivedRestart().hasForwarding(Family.IPV4_UNICAST))
                .isTrue();
        assertThat(capabilities.longLivedRestart().hasForwarding(Family.IPV6_UNICAST))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "0001 01 80 0000", "0001 01 80 000001 00"})
    void g4_aLongLivedGracefulRestartOfWrongLengthIsAbsent(String value) {
        byte[] octets = HexText.parse(value);
        String parameter = "%02x 02 %02x 47 %02x".formatted(octets.length + 4, octets.length + 2, octets.length);
        Capabilities capabilities = decode(HEAD + parameter + value).open().capabilities();
        assertThat(capabilities.longLivedRestart()).isNull();
        assertThat(capabilities.has(71)).isTrue();
    }

    @Test
    void o12_reservedBitsOfGracefulRestartDoNotMatter() {
        Capabilities capabilities =
                decode(HEAD + "0a 02 08 40 06 3fff 0001 01 7f").open().capabilities();
        assertThat(capabilities.gracefulRestart().restartSeconds()).isEqualTo(4095);
        assertThat(capabilities.gracefulRestart().restarting()).isFalse();
        assertThat(capabilities.gracefulRestart().families()).isEqualTo(1);
        assertThat(capabilities.gracefulRestart().forwarding()).isZero();
    }

    @Test
    void o10_rolesThatConflictAreMarked() {
        assertThat(decode(HEAD + "05 02 03 09 01 03").open().capabilities().role())
                .isEqualTo(3);
        assertThat(decode(HEAD + "08 02 06 09 01 03 09 01 03")
                        .open()
                        .capabilities()
                        .conflictingRoles())
                .isFalse();
        assertThat(decode(HEAD + "08 02 06 09 01 03 09 01 04")
                        .open()
                        .capabilities()
                        .conflictingRoles())
                .isTrue();
    }

    @Test
    void o13_textLosesControlsAndStaysBounded() {
        assertThat(softwareVersion("edge\u001b[31m\r\n\u202e\u0085x\u2028")).isEqualTo("edge[31mx");
        assertThat(softwareVersion("Zürich ✓")).isEqualTo("Zürich ✓");
        assertThat(softwareVersion("")).isNull();
        assertThat(softwareVersion("x".repeat(200))).hasSize(200);
        byte[] bad = {(byte) 0xc3, 0x28, (byte) 0xff, 'o', 'k'};
        assertThat(softwareVersion(bad)).doesNotContainPattern("[\\p{Cc}]").endsWith("ok");
        byte[] worse = new byte[200];
        Arrays.fill(worse, (byte) 0xff);
        assertThat(softwareVersion(worse).getBytes(StandardCharsets.UTF_8)).hasSize(255);
    }

    private static String softwareVersion(String text) {
        return softwareVersion(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String softwareVersion(byte[] text) {
        String value = "%02x".formatted(text.length) + HexText.format(text);
        String parameter = "%02x 02 %02x 4b %02x".formatted(text.length + 5, text.length + 3, text.length + 1);
        return decode(HEAD + parameter + value).open().capabilities().softwareVersion();
    }

    private static String outcome(String body) {
        OpenResult result = decode(body);
        return result.fault() == null ? "ok" : text(result.fault());
    }

    private static String text(Notification fault) {
        return (fault.code() + "/" + fault.subcode() + " " + HexText.format(fault.data())).strip();
    }

    private static OpenResult decode(String body) {
        byte[] message = UpdateMessage.message(1, HexText.parse(body));
        return OpenDecoder.decode(message, 0, message.length);
    }
}
