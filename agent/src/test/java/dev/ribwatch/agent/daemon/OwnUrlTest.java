package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.HttpConfig;
import dev.ribwatch.config.Secret;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnUrlTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, false, http://127.0.0.1:4711",
        "127.0.0.1, true, https://127.0.0.1:4711",
        "::1, false, http://[0:0:0:0:0:0:0:1]:4711",
        "0.0.0.0, true, https://mon1.example:4711",
        "::, false, http://mon1.example:4711"
    })
    void isWhereTheListenerIs(String listen, boolean tls, String url) {
        HttpConfig.Tls pair = tls ? new HttpConfig.Tls(Path.of("a"), new Secret("b", new byte[0])) : null;
        HttpConfig config = new HttpConfig(new InetSocketAddress(listen, 0), pair, null, true);
        assertThat(OwnUrl.of(config, 4711, "mon1.example")).isEqualTo(url);
    }

    @Test
    void addressesAreShownWithoutTheSlashOfTheirClass() throws Exception {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        assertThat(OwnUrl.text(new InetSocketAddress(loopback, 179))).isEqualTo("127.0.0.1:179");
        InetAddress any = InetAddress.getByAddress(new byte[16]);
        assertThat(OwnUrl.text(new InetSocketAddress(any, 179))).isEqualTo("[0:0:0:0:0:0:0:0]:179");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "a\"b", "<a>", "a#b", "-a", "a.", "ä"})
    void whatIsNoHostNameStandsInNoLink(String name) {
        assertThat(OwnUrl.isHostName(name)).isFalse();
    }

    @Test
    void thisMachineHasAName() {
        assertThat(OwnUrl.isHostName(OwnUrl.hostName())).isTrue();
        assertThat(OwnUrl.isHostName("mon-1.fra1.example")).isTrue();
    }
}
