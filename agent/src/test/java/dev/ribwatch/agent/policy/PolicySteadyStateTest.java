package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.TableLimits;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.RouteTerms;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Routes that nobody objects to, from decoding through policy: an open network owns the table, others declare some space, and
 * all of them ask for something of their routes' attributes. One router sends communities, the other one never did.
 */
class PolicySteadyStateTest {
    private static final int PREFIXES = 20_000;
    private static final int CALM_ROUNDS = 6;
    /** Longer than that of PrefixFlapping, nanoseconds. */
    private static final long WINDOW = 400_000_000_000L;

    private long now;
    private final Rib rib = new Rib(TableLimits.LARGEST, new SplittableRandom(1), 0);
    private final UpdateDecoder decoder = new UpdateDecoder();
    private final Update update = new Update();
    private final DecodeContext context = new DecodeContext(true, true, 3, 0, 65010, 65000);
    private final Recorder recorder = new Recorder();

    private PolicyEngine engine(boolean legs) {
        Configs configs = Configs.as(65000)
                .router("r1", "a", 65010)
                .router("r2", "a", 65010)
                .network(network("a")
                        .asns(65010, 65011)
                        .prefixes("10.0.0.0/12")
                        .required("10.1.0.0/16")
                        .moreSpecifics(MoreSpecifics.ANY)
                        .origins(65011)
                        .match(match().originAs(65011)))
                .network(network("b")
                        .asns(12076, 64699)
                        .prefixes("10.32.0.0/16")
                        .moreSpecifics(MoreSpecifics.NONE)
                        .origins(12076)
                        .communities("12076:51004", "65000:2")
                        .match(match().asPath("^12076(_12076)*$")))
                .network(network("internet")
                        .open()
                        .path(new RouteTerms.Path(List.of(new Asn(64666)), List.of(), false, 9, false))
                        .communities("", "65000:666")
                        .match(match().asPath("^[0-9]+_")))
                .link("ab", "a b", false)
                .link("transit", "a internet", false)
                .providers(174, 1299, 3356);
        if (legs) {
            configs.legs("r1", "", "r2", "192.0.2.0/24 2001:db8::/32");
        }
        return new PolicyEngine(
                Intent.compile(configs.build()), rib, recorder, () -> now, InstantSource.fixed(Instant.EPOCH));
    }

    private static List<byte[]> table(String path, String... communities) {
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < PREFIXES; i++) {
            messages.add(
                    RouteWriter.announce(prefix(i), false, 0, path + " " + (1_000 + i % 3_000), List.of(communities)));
        }
        return messages;
    }

    private static List<byte[]> withdrawals() {
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < PREFIXES / 3; i++) {
            messages.add(RouteWriter.withdraw(prefix(i), false, 0));
        }
        return messages;
    }

    private static Prefix prefix(int number) {
        return number % 5 == 0
                ? new Prefix(Family.IPV6_UNICAST, 0x2001L << 48 | (long) number << 16, 0, 48)
                : new Prefix(Family.IPV4_UNICAST, 20L << 56 | (long) number << 40, 0, 24);
    }

    private void apply(PolicyEngine engine, AdjRibIn router, List<byte[]> messages) {
        for (byte[] message : messages) {
            decoder.decode(message, 0, message.length, context, update);
            rib.apply(router, update, now, 0);
        }
        while (engine.step(1_000)) {}
    }

    /** With legs too: what either carries of the open network is a bit each. One of them never converges. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRouteThatNobodyObjectsToAllocatesNothing(boolean legs) {
        PolicyEngine engine = engine(legs);
        engine.attach();
        engine.goLive();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        AdjRibIn syncing = up("r1");
        AdjRibIn converged = up("r2");
        List<byte[]> table = table("65010 3356");
        List<byte[]> other = table("65010 1299");
        List<byte[]> tagged = table("65010 3356", "65000:7");
        List<byte[]> otherTagged = table("65010 1299", "65000:7");
        apply(
                engine,
                converged,
                List.of(RouteWriter.announce(Prefix.parse("10.1.0.0/16"), false, 0, "65010 65011", List.of())));
        apply(engine, syncing, tagged);
        apply(engine, converged, table);
        apply(
                engine,
                converged,
                List.of(RouteWriter.endOfRib(Family.IPV4_UNICAST), RouteWriter.endOfRib(Family.IPV6_UNICAST)));
        assertThat(recorder.open.keySet())
                .anyMatch(key -> key.rule() == RuleName.VIEW_PARTIAL && "no-communities".equals(key.reason()));
        int told = recorder.events.size();
        List<byte[]> gone = withdrawals();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < CALM_ROUNDS; round++) {
            now += WINDOW; // or all of it would flap
            long before = threads.getThreadAllocatedBytes(thread);
            for (AdjRibIn router : List.of(syncing, converged)) {
                apply(engine, router, gone);
                apply(engine, router, router == syncing ? otherTagged : other);
                apply(engine, router, router == syncing ? tagged : table);
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
        }
        assertThat(recorder.events).hasSize(told);
        assertThat(rib.routes()).isEqualTo(2 * PREFIXES + 1);
        // What is counted for metrics, once a round, and a few lists; not a byte a route.
        assertThat(least).as("bytes for %d changes", 2 * 7 * PREFIXES / 3).isLessThan(16_384);
    }

    private AdjRibIn up(String name) {
        AdjRibIn router = rib.add(name, name);
        rib.sessionUp(router, 3, 0, true, 0);
        return router;
    }
}
