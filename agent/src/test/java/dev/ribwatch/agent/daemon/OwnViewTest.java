package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.http.SessionRow;
import dev.ribwatch.exporter.http.SessionRow.FamilyRow;
import dev.ribwatch.exporter.pair.PairView;
import dev.ribwatch.exporter.pair.PairView.Sight;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OwnViewTest {
    private static final Config TWO = Configs.as(65000)
            .router("edge1", "on-prem", 65010)
            .router("edge2", "on-prem", 65010)
            .build();

    private final List<SessionRow> rows = new ArrayList<>();
    private Duration passed = Duration.ZERO;

    private OwnView view(Config config) {
        return new OwnView(
                config,
                "this",
                () -> CompletableFuture.completedFuture(List.copyOf(rows)),
                () -> CompletableFuture.completedFuture(List.of()),
                // From near the end of the numbers, as a monotonic clock may begin anywhere.
                new Clocks(() -> Long.MAX_VALUE - 1_000 + passed.toNanos(), InstantSource.fixed(Instant.EPOCH)));
    }

    private static PairView look(OwnView view) {
        return view.look().toCompletableFuture().join();
    }

    /** The router is now so in IPv4, and so in IPv6. */
    private void is(String router, String ipv4, String ipv6) {
        rows.removeIf(row -> row.name().equals(router));
        rows.add(new SessionRow(
                router,
                "127.0.0.11",
                65010L,
                "on-prem",
                "Established",
                null,
                null,
                null,
                0,
                null,
                List.of(family(Family.IPV4_UNICAST, ipv4, 4), family(Family.IPV6_UNICAST, ipv6, 6)),
                Map.of(),
                Map.of(),
                List.of(),
                null,
                null,
                null));
    }

    private static FamilyRow family(Family family, String state, long routes) {
        return new FamilyRow(family, state.equals("converged"), routes, state, 0);
    }

    @Test
    void startsUntilEveryRouterHasToldAllThatItSpeaks() {
        OwnView view = view(TWO);
        assertThat(look(view).starting()).as("no session is known yet").isTrue();
        is("edge1", "converged", "converged");
        assertThat(look(view).starting()).as("one is not known yet").isTrue();
        is("edge2", "never-up", "never-up");
        assertThat(look(view).starting()).as("one is not up").isTrue();
        is("edge2", "converged", "syncing");
        assertThat(look(view).starting()).as("one tells").isTrue();
        is("edge2", "converged", "never-up");
        assertThat(look(view).starting()).as("one has no IPv6").isFalse();
        is("edge1", "down", "down");
        assertThat(look(view).starting()).as("a start does not come again").isFalse();
    }

    @Test
    void startsForFiveMinutesAtMost() {
        OwnView view = view(TWO);
        is("edge1", "converged", "converged");
        is("edge2", "never-up", "never-up");
        passed = Duration.ofMinutes(5).minusNanos(1);
        assertThat(look(view).starting()).isTrue();
        passed = Duration.ofMinutes(5);
        assertThat(look(view).starting()).isFalse();
    }

    @Test
    void startsForFiveMinutesWhereNobodyKnowsHowManyWillCome() {
        OwnView view = view(Configs.as(65000)
                .range("spoke", "10.9.0.0/24", "on-prem", 65010)
                .build());
        assertThat(look(view).starting()).as("none has come").isTrue();
        is("spoke-10.9.0.1", "converged", "converged");
        assertThat(look(view).starting()).as("more may come").isTrue();
        passed = Duration.ofMinutes(5);
        assertThat(look(view).starting()).isFalse();
    }

    @Test
    void aRouterLeftOutByAReloadIsNotWaitedFor() {
        OwnView view = view(TWO);
        is("edge1", "converged", "converged");
        assertThat(look(view).starting()).isTrue();
        view.apply(Configs.as(65000).router("edge1", "on-prem", 65010).build());
        assertThat(look(view).starting()).isFalse();
    }

    @Test
    void onlyATableThatIsWholeIsJudged() {
        OwnView view = view(TWO);
        is("edge1", "converged", "stale");
        is("edge2", "syncing", "disabled");
        assertThat(look(view).sights())
                .containsExactly(
                        new Sight("edge1", "ipv4-unicast", true, 4),
                        new Sight("edge1", "ipv6-unicast", false, 6),
                        new Sight("edge2", "ipv4-unicast", false, 4),
                        new Sight("edge2", "ipv6-unicast", false, 6));
    }

    @Test
    void theDigestIsThatOfTheConfigurationInForce() {
        OwnView view = view(TWO);
        Map<String, String> before = look(view).policy();
        view.apply(Configs.as(65000)
                .router("edge1", "on-prem", 65010)
                .router("edge2", "on-prem", 65020)
                .build());
        Map<String, String> after = look(view).policy();
        assertThat(after.get("routers")).isNotEqualTo(before.get("routers"));
        assertThat(after.get("networks")).isEqualTo(before.get("networks"));
    }
}
