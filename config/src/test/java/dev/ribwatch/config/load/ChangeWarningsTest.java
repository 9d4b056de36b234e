package dev.ribwatch.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeWarningsTest {
    private static final String CHANGE = "policy:\n  changes:\n    - {name: a, network: on-prem,"
            + " from: 2026-01-10T22:00:00Z, to: 2026-01-11T02:00:00Z, ";

    private static List<String> warnings(String now, String network, String entry) {
        Loaded loaded = new ConfigLoader(name -> null, InstantSource.fixed(Instant.parse(now)))
                .load("c.yaml", Written.AGENT + Written.RECEIVER + Written.ROUTER + network + CHANGE + entry + "}\n");
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
        return loaded.warnings().stream().map(Object::toString).toList();
    }

    private static List<String> warnings(String now, String entry) {
        return warnings(now, Written.NETWORK, entry);
    }

    @Test
    void aChangeThatIsNotOverIsNoWarning() {
        String undone = "prefixes: [10.1.0.0/16], expect: withdrawn, undone-by: 2026-01-11T04:00:00Z";
        assertThat(warnings("2026-01-01T00:00:00Z", undone)).isEmpty();
        assertThat(warnings("2026-01-11T03:59:59Z", undone)).isEmpty();
        assertThat(warnings("2026-01-11T01:59:59Z", "prefixes: [10.1.0.0/16], expect: withdrawn"))
                .isEmpty();
    }

    @Test
    void aChangeThatIsOverIsOne() {
        assertThat(warnings(
                        "2026-01-11T04:00:00Z",
                        "prefixes: [10.1.0.0/16], expect: withdrawn, undone-by: 2026-01-11T04:00:00Z"))
                .containsExactly("c.yaml:11:14: policy.changes[0].name: all of it was to be undone by"
                        + " 2026-01-11T04:00:00Z: take it out");
        assertThat(warnings("2026-01-11T02:00:00Z", "prefixes: [10.1.0.0/16], expect: withdrawn"))
                .containsExactly("c.yaml:11:14: policy.changes[0].name: its window ended at 2026-01-11T02:00:00Z and"
                        + " it stays so: let networks say what is there now, and take it out");
    }

    @Test
    void whatTheNetworkDoesNotDeclareCannotBeMissing() {
        assertThat(warnings(
                        "2026-01-01T00:00:00Z",
                        "prefixes: [10.1.0.0/16, 192.168.0.0/16, 192.0.2.0/24], expect: withdrawn"))
                .containsExactly(
                        "c.yaml:11:14: policy.changes[0].name: \"on-prem\" does not declare 192.168.0.0/16 and 1 more");
        assertThat(warnings("2026-01-01T00:00:00Z", "prefixes: [192.168.0.0/16], expect: announced"))
                .isEmpty();
        assertThat(warnings("2026-01-01T00:00:00Z", "prefixes: [0.0.0.0/0], expect: withdrawn"))
                .isEmpty();
        assertThat(warnings(
                        "2026-01-01T00:00:00Z",
                        "networks:\n  - {name: on-prem, open: true}\n",
                        "prefixes: [192.168.0.0/16], expect: withdrawn"))
                .isEmpty();
    }

    @Test
    void aFamilyThatNoRouterHasCannotBeJudged() {
        String v6 = "prefixes: [10.1.0.0/16, \"2001:db8::/48\"], expect: announced";
        assertThat(warnings("2026-01-01T00:00:00Z", v6)).isEmpty();
        String file = Written.AGENT + Written.RECEIVER
                + Written.ROUTER.replace("network: on-prem", "network: on-prem, families: [ipv4-unicast]")
                + Written.NETWORK + CHANGE + v6 + "}\n";
        assertThat(new ConfigLoader(name -> null, InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")))
                        .load("c.yaml", file)
                        .warnings())
                .extracting(Object::toString)
                .containsExactly("c.yaml:11:14: policy.changes[0].name: no router has ipv6-unicast, so nobody can tell"
                        + " what becomes of 2001:db8::/48");
    }
}
