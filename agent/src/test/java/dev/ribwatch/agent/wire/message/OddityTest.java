package dev.ribwatch.agent.wire.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.agent.wire.error.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes that are kept although something about them is odd. */
class OddityTest {

    @ParameterizedTest
    @CsvSource({
        // peer, AS_PATH, NEXT_HOP or MP_REACH_NLRI, LOCAL_PREF, what is odd
        "external, 40 02 06 02 01 0000fde9, 40 03 04 c0000201, -, ''",
        "external, 40 02 00, 40 03 04 c0000201, -, ''",
        "external, 40 02 06 02 01 0000fdea, 40 03 04 c0000201, -, first_as",
        "external, 40 02 0a 02 02 0000fdea 0000fde9, 40 03 04 c0000201, -, first_as",
        "external, 40 02 0c 02 01 0000fde9 01 01 0000fdea, 40 03 04 c0000201, -, as_set",
        "external, 40 02 06 01 01 0000fdea, 40 03 04 c0000201, -, as_set",
        "external, 40 02 06 02 01 0000fde9, 40 03 04 00000000, -, next_hop",
        "external, 40 02 06 02 01 0000fde9, 40 03 04 7f000001, -, next_hop",
        "external, 40 02 06 02 01 0000fde9, 40 03 04 e0000001, -, next_hop",
        "external, 40 02 06 02 01 0000fde9, 40 03 04 ffffffff, -, next_hop",
        "external, 40 02 06 02 01 0000fde9, 40 03 04 df000001, -, ''",
        "external, 40 02 06 02 01 0000fdea, 40 03 04 7f000001, -, first_as next_hop",
        "external, 40 02 06 02 01 0000fde9, 80 0e 16 0002 01 10 00000000000000000000000000000001 00 00, -, next_hop",
        "external, 40 02 06 02 01 0000fde9, 80 0e 16 0002 01 10 00000000000000000000000000000000 00 00, -, next_hop",
        "external, 40 02 06 02 01 0000fde9, 80 0e 16 0002 01 10 ff020000000000000000000000000001 00 00, -, next_hop",
        "external, 40 02 06 02 01 0000fde9, 80 0e 16 0002 01 10 20010db8000000000000000000000001 00 00, -, ''",
        "internal, 40 02 06 02 01 0000fdea, 40 03 04 c0000201, 40 05 04 00000064, ''",
        "internal, 40 02 06 02 01 0000fdea, 40 03 04 c0000201, -, local_pref",
        "internal, 40 02 0c 04 01 0000fdeb 02 01 0000fdea, 40 03 04 c0000201, 40 05 04 00000064, as_set"
    })
    void anOddRouteIsKeptAndTold(String peer, String path, String nextHop, String preference, String expected) {
        DecodeContext context = peer.equals("external") ? UpdateMessage.external() : UpdateMessage.internal();
        UpdateMessage message = new UpdateMessage()
                .attribute(UpdateMessage.ORIGIN)
                .attribute(path)
                .attribute(nextHop);
        if (!preference.equals("-")) {
            message.attribute(preference);
        }
        if (nextHop.startsWith("40")) {
            message.announce("198.51.100.0/24");
        }
        byte[] octets = message.build();
        Update update = new Update();

        assertThat(new UpdateDecoder().decode(octets, 0, octets.length, context, update))
                .isEqualTo(Verdict.ACCEPT);
        assertThat(labels(update)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        // what we speak: bit 0 IPv4, bit 1 IPv6; MP_REACH_NLRI, classic prefix, what is odd
        "1, 80 0e 1c 0002 01 10 20010db8000000000000000000000001 00 30 20010db80001, -, ''",
        "1, 80 0e 1c 0002 01 10 20010db8000000000000000000000001 00 30 20010db80001, 198.51.100.0/24, as_set local_pref",
        "2, 80 0e 1c 0002 01 10 20010db8000000000000000000000001 00 30 20010db80001, 198.51.100.0/24, as_set local_pref",
        "2, 80 0e 15 0002 01 10 20010db8000000000000000000000001 00, 198.51.100.0/24, ''",
        "3, 80 0e 1c 0002 01 10 20010db8000000000000000000000001 00 30 20010db80001, -, as_set local_pref"
    })
    void nothingIsOddAboutRoutesOfAFamilyThatIsNotSpoken(int families, String reach, String classic, String expected) {
        DecodeContext context = new DecodeContext(false, true, families, 0, 65000, 65000);
        UpdateMessage message = new UpdateMessage()
                .attribute(UpdateMessage.ORIGIN)
                .attribute("40 02 06 01 01 0000fde9")
                .attribute(UpdateMessage.NEXT_HOP)
                .attribute(reach);
        if (!classic.equals("-")) {
            message.announce(classic);
        }
        byte[] octets = message.build();
        Update update = new Update();

        assertThat(new UpdateDecoder().decode(octets, 0, octets.length, context, update))
                .isEqualTo(Verdict.ACCEPT);
        assertThat(labels(update)).isEqualTo(expected);
    }

    private static String labels(Update update) {
        List<String> labels = new ArrayList<>();
        Arrays.stream(Oddity.values())
                .filter(oddity -> (update.oddities() & 1 << oddity.ordinal()) != 0)
                .forEach(oddity -> labels.add(oddity.label()));
        return String.join(" ", labels);
    }
}
