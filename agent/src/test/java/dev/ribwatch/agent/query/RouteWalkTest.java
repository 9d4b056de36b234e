package dev.ribwatch.agent.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.TableLimits;
import dev.ribwatch.agent.session.RestartTerms;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.capability.GracefulRestart;
import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.http.QueryRefused;
import dev.ribwatch.exporter.http.RoutePage;
import dev.ribwatch.exporter.http.RouteQuery;
import dev.ribwatch.exporter.http.RouteRow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RouteWalkTest {
    private static final DecodeContext CONTEXT = new DecodeContext(true, true, 0b11, 0, 65010, 65000);

    private final Rib rib = new Rib(TableLimits.LARGEST, new Random(1), 0);
    private final AdjRibIn edge1 = up("edge1");
    private final AdjRibIn edge2 = up("edge2");
    private final UpdateDecoder decoder = new UpdateDecoder();
    private final Update update = new Update();

    private AdjRibIn up(String name) {
        AdjRibIn router = rib.add(name, name);
        rib.sessionUp(router, 0b11, 0, true, 0);
        return router;
    }

    @Test
    void longestMatchIsFoundAtEachRouterForItself() {
        announce(edge1, "10.0.0.0/8");
        announce(edge1, "10.32.0.0/16");
        announce(edge2, "10.0.0.0/8");
        assertThat(all("10.32.5.0/24", RouteQuery.Match.LONGEST, 10))
                .containsExactlyInAnyOrder("10.32.0.0/16 edge1", "10.0.0.0/8 edge2");
        assertThat(all("10.32.5.0/24", RouteQuery.Match.LONGEST, 1))
                .as("the same in pages of one")
                .containsExactlyInAnyOrder("10.32.0.0/16 edge1", "10.0.0.0/8 edge2");
    }

    @Test
    void exactCoveringAndCoveredSelectWhatTheirNamesSay() {
        announce(edge1, "10.0.0.0/8");
        announce(edge1, "10.32.0.0/16");
        announce(edge1, "10.32.5.0/24");
        announce(edge1, "10.33.0.0/16");
        assertThat(all("10.32.0.0/16", RouteQuery.Match.EXACT, 10)).containsExactly("10.32.0.0/16 edge1");
        assertThat(all("10.32.0.0/17", RouteQuery.Match.EXACT, 10)).isEmpty();
        assertThat(all("10.32.0.0/16", RouteQuery.Match.COVERING, 1))
                .containsExactly("10.32.0.0/16 edge1", "10.0.0.0/8 edge1");
        assertThat(all("10.32.0.0/16", RouteQuery.Match.COVERED, 1))
                .containsExactlyInAnyOrder("10.32.0.0/16 edge1", "10.32.5.0/24 edge1");
    }

    @Test
    void g7_aRowSaysThatItIsStale() {
        AdjRibIn edge3 = rib.add("edge3", "edge3");
        RestartTerms terms = new RestartTerms(new GracefulRestart(false, false, 120, 3, 3), null, false);
        rib.sessionUp(edge3, 0b11, 0, terms, 0);
        announce(edge3, "10.1.0.0/16");
        announce(edge3, "10.2.0.0/16");
        announce(edge1, "10.1.0.0/16");
        assertThat(stale()).isEmpty();
        rib.sessionDown(edge3, true, 0);
        assertThat(stale()).containsExactlyInAnyOrder("10.1.0.0/16 edge3", "10.2.0.0/16 edge3");
        rib.sessionUp(edge3, 0b11, 0, terms, 0);
        announce(edge3, "10.1.0.0/16");
        assertThat(stale()).containsExactly("10.2.0.0/16 edge3");
    }

    private List<String> stale() {
        return page(new RouteQuery(null, RouteQuery.Match.EXACT, null, null, 100, null)).rows().stream()
                .filter(RouteRow::stale)
                .map(row -> row.prefix() + " " + row.router())
                .toList();
    }

    @Test
    void rowsTellOriginPathAndNextHop() {
        announce(edge1, "10.32.0.0/16");
        RouteRow row = page(query("10.32.0.0/16", RouteQuery.Match.EXACT, 1, null))
                .rows()
                .get(0);
        assertThat(row.attributes().origin()).isEqualTo("igp");
        assertThat(row.attributes().asPath()).isEqualTo("65010 12076");
        assertThat(row.attributes().nextHop()).isEqualTo("192.0.2.1");
        assertThat(row.network()).isEqualTo("owner");
        assertThat(row.pathId()).isNull();
        assertThat(row.attributes().med()).isNull();
    }

    /** Attributes that nobody has any more leave their id to others. */
    @Test
    void aRowTellsTheAttributesOfItsOwnSlice() {
        List<String> prefixes = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            prefixes.add("10." + i / 256 + "." + i % 256 + ".0/24");
        }
        prefixes.forEach(prefix -> announceWithMed(edge1, prefix, 1));
        RouteQuery all = query(null, RouteQuery.Match.EXACT, RouteQuery.MOST_ROWS, null);
        long[] now = {0};
        RouteWalk walk =
                new RouteWalk(rib, (router, family, prefix, attributes) -> null, all, () -> now[0] += 10_000_000);
        assertThat(walk.step()).isFalse();
        for (int med : new int[] {2, 3}) {
            prefixes.forEach(prefix -> announceWithMed(edge1, prefix, med));
        }

        boolean done = false;
        while (!done) {
            done = walk.step();
        }

        List<Long> meds = walk.page().rows().stream()
                .map(row -> row.attributes().med())
                .distinct()
                .toList();
        assertThat(meds).containsExactly(1L, 3L);
    }

    @Test
    void aRouteThatStaysAppearsExactlyOnceWhateverComesAndGoesBetweenPages() {
        Random random = new Random(20_260_101);
        Set<String> staying = new HashSet<>();
        for (int i = 0; i < 3_000; i++) {
            String prefix = "10." + i / 256 + "." + i % 256 + ".0/24";
            AdjRibIn router = random.nextBoolean() ? edge1 : edge2;
            announce(router, prefix);
            staying.add(prefix + " " + router.name());
        }
        List<String> seen = new ArrayList<>();
        String after = null;
        do {
            RoutePage page = page(query(null, RouteQuery.Match.LONGEST, 1 + random.nextInt(40), after));
            page.rows().forEach(row -> seen.add(row.prefix() + " " + row.router()));
            after = page.after();
            for (int i = 0; i < 20; i++) {
                String prefix = "172.16." + random.nextInt(256) + ".0/24";
                AdjRibIn router = random.nextBoolean() ? edge1 : edge2;
                if (random.nextBoolean()) {
                    announce(router, prefix);
                } else {
                    withdraw(router, prefix);
                }
            }
        } while (after != null);
        Map<String, Integer> times = new TreeMap<>();
        seen.stream().filter(staying::contains).forEach(route -> times.merge(route, 1, Integer::sum));
        assertThat(times.keySet()).isEqualTo(new java.util.TreeSet<>(staying));
        assertThat(times.values()).containsOnly(1);
    }

    @Test
    void filtersByRouterAndNetwork() {
        announce(edge1, "10.32.0.0/16");
        announce(edge2, "10.32.0.0/16");
        RouteQuery byRouter = new RouteQuery(null, RouteQuery.Match.LONGEST, "edge2", null, 10, null);
        assertThat(page(byRouter).rows()).extracting(RouteRow::router).containsExactly("edge2");
        RouteQuery byNetwork = new RouteQuery(null, RouteQuery.Match.LONGEST, null, "nobody", 10, null);
        assertThat(page(byNetwork).rows()).isEmpty();
    }

    @Test
    void aForeignCursorIsRefused() {
        assertThatThrownBy(() -> new RouteWalk(
                        rib,
                        (router, family, prefix, attributes) -> null,
                        query(null, RouteQuery.Match.LONGEST, 1, "1.2.x.4"),
                        () -> 0))
                .isInstanceOf(QueryRefused.class);
        assertThat(Place.parse("9.0.0.0")).isNull();
        assertThat(Place.parse("0.-1.0.0")).isNull();
        assertThat(Place.parse(new Place(1, 5, 2, 7).text())).isEqualTo(new Place(1, 5, 2, 7));
    }

    @Test
    void aCursorBehindEverythingGivesAnEmptyLastPage() {
        announce(edge1, "10.32.0.0/16");
        for (String after : List.of("0.2147483647.0.0", "1.2147483647.2147483647.9223372036854775807")) {
            for (RouteQuery.Match match : RouteQuery.Match.values()) {
                RoutePage page = page(query("10.0.0.0/8", match, 10, after));
                assertThat(page.rows()).isEmpty();
                assertThat(page.after()).isNull();
            }
            assertThat(page(query(null, RouteQuery.Match.LONGEST, 10, after)).rows())
                    .isEmpty();
        }
    }

    @Test
    void aSliceEndsAfterTwoMilliseconds() {
        for (int i = 0; i < 4_096; i++) {
            announce(edge1, "10." + i / 256 + "." + i % 256 + ".0/24");
        }
        long[] nanos = {0};
        RouteQuery nobody = new RouteQuery(null, RouteQuery.Match.LONGEST, null, "nobody", 10, null);
        // 1 ms passes for each 512 routes that are looked at.
        RouteWalk walk = new RouteWalk(
                rib,
                (router, family, prefix, attributes) -> {
                    nanos[0] += 1_000_000 / 512;
                    return "owner";
                },
                nobody,
                () -> nanos[0]);
        int slices = 1;
        for (long from = 0; !walk.step(); from = nanos[0]) {
            slices++;
            assertThat(nanos[0] - from).isBetween(1_000_000L, 3_000_000L);
        }
        assertThat(slices).isBetween(4, 5); // with the one of IPv6
        assertThat(walk.page().rows()).isEmpty();
    }

    private List<String> all(String prefix, RouteQuery.Match match, int limit) {
        List<String> rows = new ArrayList<>();
        String after = null;
        do {
            RoutePage page = page(query(prefix, match, limit, after));
            assertThat(page.rows()).hasSizeLessThanOrEqualTo(limit);
            page.rows().forEach(row -> rows.add(row.prefix() + " " + row.router()));
            after = page.after();
        } while (after != null);
        return rows;
    }

    private static RouteQuery query(String prefix, RouteQuery.Match match, int limit, String after) {
        return new RouteQuery(prefix == null ? null : Prefix.parse(prefix), match, null, null, limit, after);
    }

    private RoutePage page(RouteQuery query) {
        RouteWalk walk = new RouteWalk(rib, (router, family, prefix, attributes) -> "owner", query, () -> 0);
        int slices = 0;
        while (!walk.step()) {
            assertThat(slices++).isLessThan(1_000);
        }
        return walk.page();
    }

    private void announce(AdjRibIn router, String prefix) {
        byte[] attributes = {
            0x40,
            1,
            1,
            0,
            0x40,
            2,
            10,
            2,
            2,
            0,
            0,
            (byte) 0xfd,
            (byte) 0xf2,
            0,
            0,
            0x2f,
            0x2c,
            0x40,
            3,
            4,
            (byte) 192,
            0,
            2,
            1
        };
        apply(router, new byte[0], attributes, nlri(prefix));
    }

    private void announceWithMed(AdjRibIn router, String prefix, int med) {
        byte[] attributes =
                HexText.parse("40 01 01 00 40 02 06 02 01 0000fdf2 40 03 04 c0000201 80 04 04 0000000" + med);
        apply(router, new byte[0], attributes, nlri(prefix));
    }

    private void withdraw(AdjRibIn router, String prefix) {
        apply(router, nlri(prefix), new byte[0], new byte[0]);
    }

    private void apply(AdjRibIn router, byte[] withdrawn, byte[] attributes, byte[] nlri) {
        ByteBuffer message = ByteBuffer.allocate(23 + withdrawn.length + attributes.length + nlri.length);
        message.putLong(-1).putLong(-1).putShort((short) message.capacity()).put((byte) 2);
        message.putShort((short) withdrawn.length).put(withdrawn);
        message.putShort((short) attributes.length).put(attributes).put(nlri);
        assertThat(decoder.decode(message.array(), 0, message.capacity(), CONTEXT, update))
                .isEqualTo(Verdict.ACCEPT);
        rib.apply(router, update, 0, 0);
    }

    private static byte[] nlri(String text) {
        Prefix prefix = Prefix.parse(text);
        assertThat(prefix.family()).isEqualTo(Family.IPV4_UNICAST);
        byte[] octets = new byte[1 + (prefix.length() + 7) / 8];
        octets[0] = (byte) prefix.length();
        for (int i = 1; i < octets.length; i++) {
            octets[i] = (byte) (prefix.high() >>> 64 - 8 * i);
        }
        return octets;
    }
}
