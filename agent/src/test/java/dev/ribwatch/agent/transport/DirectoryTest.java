package dev.ribwatch.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.Ranges;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.value.Prefix;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Who has a place in a range, and who gives way to whom. */
class DirectoryTest extends PeerFixture {
    private static final String CEASE_CONNECTION_REJECTED = "030605";

    private final Directory directory = new Directory(List.of(loop), ready, Runnable::run);

    private static RouterConfig range(String name, String addresses, int maxMembers) {
        return Routers.router(name, addresses, Routers.THEIR_AS, maxMembers, null, false);
    }

    private void apply(RouterConfig... routers) {
        directory.apply(Routers.agent(), List.of(routers));
        holder.runPendingTasks();
    }

    private List<String> names() {
        return directory.peers().stream().map(Peer::toString).toList();
    }

    private Peer find(String address) {
        Peer found = directory.find(Prefix.parse(address));
        holder.runPendingTasks();
        return Objects.requireNonNull(found, address);
    }

    /** A session of its own, up to the end of what it sends. */
    private EmbeddedChannel bringOpen(String address) {
        EmbeddedChannel channel = connect(find(address));
        receive(channel, Messages.concat(OPEN, Messages.keepalive()));
        holder.runPendingTasks();
        return channel;
    }

    private EmbeddedChannel establish(String address) {
        EmbeddedChannel channel = bringOpen(address);
        assertThat(find(address).status().isEstablished()).as(address).isTrue();
        readLane(address);
        return channel;
    }

    private void readLane(String address) {
        recorder.drainAll(find(address).lane());
    }

    private void comeAndGo(String address) {
        hangUp(establish(address));
        readLane(address);
        pass(1);
    }

    @Test
    void whoBringsNoOpenTakesNoPlaceAndWhoBringsABadOneNeither() {
        apply(range("dc", "10.0.1.0/24", 1));
        comeAndGo("10.0.1.1");
        Peer member = find("10.0.1.1");

        hangUp(connect(find("10.0.1.30")));
        EmbeddedChannel stranger = connect(find("10.0.1.31"));
        receive(stranger, Messages.open(65099, 90, "10.0.0.11"));
        pass(1);
        assertThat(sent(stranger)).anyMatch(message -> message.contains("030202"));

        assertThat(directory.knows("dc-10.0.1.1")).isTrue();
        assertThat(directory.knows("dc-10.0.1.31")).isFalse();
        assertThat(member.lane().isRetired()).isFalse();
        establish("10.0.1.1");
    }

    @Test
    void anAcceptableOpenTakesThePlaceOfOneThatIsAway() {
        apply(range("dc", "10.0.1.0/24", 1));
        comeAndGo("10.0.1.1");
        Peer member = find("10.0.1.1");
        establish("10.0.1.2");

        assertThat(names()).containsExactly("dc-10.0.1.2");
        assertThat(directory.knows("dc-10.0.1.1")).isFalse();
        assertThat(member.lane().end()).isEqualTo("forgotten to make room in range dc");
    }

    @Test
    void theOneThatIsLongestAwayGoesFirstAndNobodyThatIsConnected() {
        apply(range("dc", "10.0.1.0/24", 4));
        EmbeddedChannel first = establish("10.0.1.1");
        establish("10.0.1.2");
        EmbeddedChannel third = establish("10.0.1.3");
        EmbeddedChannel fourth = establish("10.0.1.4");
        for (EmbeddedChannel lost : List.of(third, first, fourth)) {
            hangUp(lost);
            pass(1);
        }
        List.of("10.0.1.1", "10.0.1.3", "10.0.1.4").forEach(this::readLane);

        establish("10.0.1.11");
        assertThat(directory.knows("dc-10.0.1.3")).isFalse();
        establish("10.0.1.12");
        assertThat(directory.knows("dc-10.0.1.1")).isFalse();
        establish("10.0.1.13");
        assertThat(names()).containsExactly("dc-10.0.1.11", "dc-10.0.1.12", "dc-10.0.1.13", "dc-10.0.1.2");
        assertThat(directory.find(Prefix.parse("10.0.1.14"))).isNull();
    }

    @Test
    void oneThatWasNeverUpGoesBeforeOneThatWas() {
        apply(range("dc", "10.0.1.0/24", 2));
        EmbeddedChannel first = establish("10.0.1.1");
        hangUp(first);
        readLane("10.0.1.1");
        pass(60);
        EmbeddedChannel second = connect(find("10.0.1.2"));
        receive(second, OPEN);
        holder.runPendingTasks();
        assertThat(directory.knows("dc-10.0.1.2")).isTrue();
        hangUp(second);

        establish("10.0.1.3");
        assertThat(directory.knows("dc-10.0.1.2")).isFalse();
        assertThat(directory.knows("dc-10.0.1.1")).isTrue();
    }

    @Test
    void g2OneWhoseRoutesAreKeptForARestartKeepsItsPlace() {
        apply(range("dc", "10.0.1.0/24", 1));
        EmbeddedChannel channel = establish("10.0.1.1");
        Lane lane = find("10.0.1.1").lane();
        hangUp(channel);
        assertThat(directory.find(Prefix.parse("10.0.1.2")))
                .as("the table has not heard of its end yet")
                .isNull();
        lane.holds(true);
        readLane("10.0.1.1");
        assertThat(directory.find(Prefix.parse("10.0.1.2"))).isNull();
        assertThat(directory.isInRange(Prefix.parse("10.0.1.2"))).isTrue();
        lane.holds(false);
        establish("10.0.1.2");
    }

    @Test
    void whoFindsThePlaceTakenAfterItsOpenIsToldSo() {
        apply(range("dc", "10.0.1.0/24", 2));
        establish("10.0.1.1");
        EmbeddedChannel late = connect(find("10.0.1.3"));
        establish("10.0.1.2");
        receive(late, OPEN);
        holder.runPendingTasks();

        assertThat(sent(late)).anyMatch(message -> message.contains(CEASE_CONNECTION_REJECTED));
        assertThat(refusals.of(Refusal.RANGE_FULL)).isOne();
        assertThat(directory.knows("dc-10.0.1.3")).isFalse();
        assertThat(directory.knows("dc-10.0.1.1")).isTrue();
    }

    /** They must stay away for a while, and wait for nothing. */
    @Test
    void whoBroughtBadOpensKeepsNobodyOut() {
        apply(range("dc", "10.0.1.0/24", 1));
        for (int i = 1; i <= 16; i++) {
            EmbeddedChannel stranger = connect(find("10.0.1." + i));
            receive(stranger, Messages.open(65099, 90, "10.0.0.11"));
        }
        pass(1);
        establish("10.0.1.99");
        assertThat(directory.knows("dc-10.0.1.99")).isTrue();
    }

    @Test
    void asManyWaitForTheirOpenAsThereArePlacesAndSixteenInASmallRange() {
        for (int places : new int[] {1, 16, 20}) {
            apply(range("dc" + places, "10.0.1.0/24", places));
            int most = Math.max(16, places);
            EmbeddedChannel first = connect(find("10.0.1.1"));
            for (int i = 2; i <= most; i++) {
                connect(find("10.0.1." + i));
            }
            assertThat(directory.find(Prefix.parse("10.0.1.99"))).isNull();
            hangUp(first);
            find("10.0.1.99");
            assertThat(names())
                    .hasSize(most)
                    .contains("dc" + places + "-10.0.1.99")
                    .doesNotContain("dc" + places + "-10.0.1.1");
        }
    }

    @Test
    void twoConnectionsOfOneThatWaitsAreOneMember() {
        apply(range("dc", "10.0.1.0/24", 1));
        EmbeddedChannel first = connect(find("10.0.1.1"));
        EmbeddedChannel second = connect(find("10.0.1.1"));
        receive(first, OPEN);
        receive(second, OPEN);
        holder.runPendingTasks();
        pass(1);

        assertThat(refusals.of(Refusal.RANGE_FULL)).isZero();
        assertThat(names()).containsExactly("dc-10.0.1.1");
        assertThat(List.of(first, second)).filteredOn(EmbeddedChannel::isOpen).hasSize(1);
    }

    @Test
    void membersThatWereKnownBeforeTheStartAreKnownAndGiveWayByTheTimeTheyAreAway() {
        RouterConfig range = range("dc", "10.0.1.0/24", 3);
        apply(range);
        Map<Ranges.Member, Instant> known = new LinkedHashMap<>();
        known.put(new Ranges.Member(range, Prefix.parse("10.0.1.1")), Instant.EPOCH.minusSeconds(10));
        known.put(new Ranges.Member(range, Prefix.parse("10.0.1.2")), Instant.EPOCH.minusSeconds(300));
        known.put(new Ranges.Member(range, Prefix.parse("10.0.1.3")), Instant.EPOCH);
        known.put(new Ranges.Member(range, Prefix.parse("10.0.1.4")), Instant.EPOCH);
        directory.remember(known);
        holder.runPendingTasks();

        assertThat(names()).containsExactly("dc-10.0.1.1", "dc-10.0.1.2", "dc-10.0.1.3");
        assertThat(directory.knows("dc-10.0.1.1")).isTrue();
        establish("10.0.1.7");
        assertThat(directory.knows("dc-10.0.1.2")).isFalse();
        establish("10.0.1.1");
        establish("10.0.1.8");
        assertThat(names()).containsExactly("dc-10.0.1.1", "dc-10.0.1.7", "dc-10.0.1.8");
    }

    @Test
    void aMemberGoesWhenItsRangeHoldsItsAddressNoMore() {
        apply(range("dc", "10.0.0.0/16", 4));
        establish("10.0.1.1");
        establish("10.0.2.1");
        establish("10.0.3.1");
        connect(find("10.0.1.9"));
        Peer kept = find("10.0.2.1");
        Peer gone = find("10.0.3.1");
        apply(range("dc", "10.0.0.0/16", 4), range("part", "10.0.1.0/24", 4), Routers.router("edge", "10.0.3.1"));

        assertThat(names()).containsExactly("dc-10.0.2.1", "edge");
        assertThat(find("10.0.2.1")).isSameAs(kept);
        assertThat(gone.lane().end()).isEqualTo("removed");
    }
}
