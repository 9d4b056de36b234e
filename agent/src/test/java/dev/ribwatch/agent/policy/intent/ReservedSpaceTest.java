package dev.ribwatch.agent.policy.intent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReservedSpaceTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8, PRIVATE",
        "10.255.255.255/32, 10.0.0.0/8, PRIVATE",
        "172.31.255.0/24, 172.16.0.0/12, PRIVATE",
        "192.168.0.0/16, 192.168.0.0/16, PRIVATE",
        "0.0.0.0/8, 0.0.0.0/8, THIS_NETWORK",
        "100.127.255.0/24, 100.64.0.0/10, SHARED",
        "127.0.0.1/32, 127.0.0.0/8, LOOPBACK",
        "169.254.169.254/32, 169.254.0.0/16, LINK_LOCAL",
        "192.0.0.8/31, 192.0.0.0/24, PROTOCOLS",
        "203.0.113.128/25, 203.0.113.0/24, DOCUMENTATION",
        "198.19.0.0/16, 198.18.0.0/15, BENCHMARKING",
        "239.0.0.0/8, 224.0.0.0/4, MULTICAST",
        "255.255.255.255/32, 240.0.0.0/4, FUTURE",
        "::/96, ::/8, FUTURE",
        "::1/128, ::1/128, LOOPBACK",
        "64:ff9b::/95, ::/8, FUTURE",
        "64:ff9b:1:2::/64, 64:ff9b:1::/48, TRANSLATION",
        "100::/64, 100::/64, DISCARD",
        "2001:10::/28, 2001::/23, PROTOCOLS",
        "2001:1::/127, 2001::/23, PROTOCOLS",
        "2001:db8:32::/48, 2001:db8::/32, DOCUMENTATION",
        "3fff:fff::/32, 3fff::/20, DOCUMENTATION",
        "5f00:1::/32, 5f00::/16, SEGMENT_ROUTING",
        "fd00::/48, fc00::/7, UNIQUE_LOCAL",
        "fe80::/64, fe80::/10, LINK_LOCAL",
        "ff0e::/16, ff00::/8, MULTICAST"
    })
    void isReservedByTheLongestBlockAround(String prefix, String block, ReservedSpace.Purpose purpose) {
        assertThat(ReservedSpace.around(Prefix.parse(prefix)))
                .extracting(ReservedSpace.Block::prefix, ReservedSpace.Block::purpose)
                .containsExactly(Prefix.parse(block), purpose);
    }

    /** Neighbours of blocks, what only reaches into one, what is reachable within one, what is routed in places. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/0",
                "0.0.0.0/1",
                "1.0.0.0/24",
                "8.0.0.0/7",
                "10.0.0.0/7",
                "11.0.0.0/8",
                "100.63.255.0/24",
                "100.128.0.0/24",
                "126.0.0.0/8",
                "128.0.0.0/16",
                "169.253.0.0/16",
                "172.15.0.0/16",
                "172.32.0.0/16",
                "172.0.0.0/8",
                "192.0.0.9/32",
                "192.0.0.10/32",
                "192.0.1.0/24",
                "192.0.3.0/24",
                "192.88.99.0/24",
                "192.167.0.0/16",
                "192.169.0.0/16",
                "198.17.0.0/16",
                "198.20.0.0/16",
                "198.51.101.0/24",
                "203.0.112.0/23",
                "223.255.255.0/24",
                "::/0",
                "2000::/3",
                "2000::/12",
                "64:ff9b::/96",
                "2001::/32",
                "2001:1::1/128",
                "2001:4:112::/48",
                "2001:20::/28",
                "2001:200::/32",
                "2001:db7::/32",
                "2001:db9::/32",
                "2001:db8::/31",
                "2002::/16",
                "2620:4f:8000::/48",
                "3ffe::/16",
                "3fff:1000::/20"
            })
    void isNotReserved(String prefix) {
        assertThat(ReservedSpace.around(Prefix.parse(prefix))).isNull();
    }

    /** Outside of 2000::/3 there is no address that is not reserved, but for the prefix of translators. */
    @Test
    void allButOneEighthOfIpv6IsReserved() {
        Prefix global = Prefix.parse("2000::/3");
        Prefix translators = Prefix.parse("64:ff9b::/96");
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            long high = random.nextLong() << random.nextInt(64);
            Prefix address = Prefix.masked(Family.IPV6_UNICAST, high, random.nextLong(), 128);
            if (!global.contains(address)) {
                assertThat(ReservedSpace.around(address) == null)
                        .as("%s", address)
                        .isEqualTo(translators.contains(address));
            }
        }
    }

    @Test
    void whoDeclaresSomeOfAKindMayUseAllOfIt() {
        Network network = Configs.as(65000)
                .router("r", "a", 65001)
                .network(Configs.network("a").prefixes("10.1.0.0/16 192.0.2.0/24 2001:db8:1::/48 100.0.0.0/8"))
                .compile()
                .network(0);

        assertThat(mayUse(network, "10.99.0.0/16")).isTrue();
        assertThat(mayUse(network, "192.168.1.0/24")).isTrue();
        assertThat(mayUse(network, "203.0.113.0/24")).isTrue();
        assertThat(mayUse(network, "3fff::/32")).isTrue();
        assertThat(mayUse(network, "100.64.0.0/16"))
                .as("it declares all around")
                .isTrue();
        assertThat(mayUse(network, "127.0.0.0/8")).isFalse();
        assertThat(mayUse(network, "fd00::/16")).isFalse();
        assertThat(mayUse(network, "198.18.0.0/24")).isFalse();
    }

    private static boolean mayUse(Network network, String prefix) {
        ReservedSpace.Block block = ReservedSpace.around(Prefix.parse(prefix));
        assertThat(block).isNotNull();
        return network.mayUse(block);
    }
}
