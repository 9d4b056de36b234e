package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What strangers and broken neighbours do to the real process; a good router beside them must not notice. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputLab {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String GOOD = "127.0.0.41";
    private static final String BAD = "127.0.0.42";
    private static final String STRANGER = "127.0.0.43";
    /** A router that misbehaved is held off for a while, so each case has its own. */
    private static final String HALF = "127.0.0.44";
    private static final String WRONG_AS = "127.0.0.45";

    private Path scratch;
    private HookReceiver hook;
    private LabConfig config;
    private AgentProcess agent;
    private EdgeRouter good;
    private RawRouter second;
    private String since;
    private int notices;

    @BeforeAll
    void start() throws Exception {
        scratch = LabFiles.scratch("bad");
        hook = new HookReceiver();
        config = LabConfig.create(
                hook.url(),
                null,
                List.of(
                        new LabConfig.Member("good", GOOD, LabConfig.EDGE_AS),
                        new LabConfig.Member("bad", BAD, LabConfig.EDGE_AS),
                        new LabConfig.Member("half", HALF, LabConfig.EDGE_AS),
                        new LabConfig.Member("wrong-as", WRONG_AS, LabConfig.EDGE_AS)));
        agent = AgentProcess.start(scratch, config);
        good = EdgeRouter.Kind.BIRD.at(config.seat("good"), scratch);
        good.announce(LabConfig.healthy());
        good.start();
        Await.until("the good router has converged", PATIENCE, () -> agent.converged("good"));
    }

    @AfterAll
    void stop() throws Exception {
        good.close();
        agent.close();
        hook.close();
        LabFiles.discard(scratch);
    }

    @BeforeEach
    void remember() throws Exception {
        since = agent.session("good").path("established_since").asText();
        notices = hook.notices().size();
        assertThat(since).isNotBlank();
    }

    @AfterEach
    void nothingElseWasTouched() throws Exception {
        if (second != null) {
            second.close();
            second = null;
        }
        assertThat(agent.session("good").path("established_since").asText()).isEqualTo(since);
        assertThat(agent.routes("good")).hasSize(LabConfig.healthy().size());
        assertThat(hook.notices()).hasSize(notices);
        assertThat(agent.status("/healthz")).isEqualTo(200);
    }

    @Test
    void garbageOnThePortEndsThatConnectionAlone() throws Exception {
        byte[] garbage = new byte[100_000];
        new Random(7).nextBytes(garbage);
        double before = agent.metric("ribwatch_messages_received_total{router=\"good\",type=\"update\"}");
        second = new RawRouter(BAD, config.bgp());
        second.expect(RawRouter.OPEN);
        second.send(Arrays.copyOf(garbage, 4_096));
        byte[] answer = second.expect(RawRouter.NOTIFICATION);
        assertThat(answer[19]).as("code: message header").isEqualTo((byte) 1);
        assertThat(answer[20]).as("subcode: not synchronised").isEqualTo((byte) 1);
        assertThat(second.closedWithin(5_000)).isTrue();
        assertThat(agent.metric("ribwatch_messages_received_total{router=\"good\",type=\"update\"}"))
                .isEqualTo(before);
        LabSummary.figure("garbage on the BGP port", "1/1, closed; the others untouched");
    }

    @Test
    void halfAnOpenHoldsNothingBack() throws Exception {
        second = new RawRouter(HALF, config.bgp());
        byte[] open = second.open(LabConfig.EDGE_AS, RawRouter.HOLD_TIME);
        second.send(Arrays.copyOf(open, open.length / 2));
        // While it hangs there, the good router's changes come through.
        good.announce(Route.of("10.7.0.0/16"));
        Await.value("the change arrives", PATIENCE, () -> agent.routes("good").size(), size -> size == LabConfig.healthy().size() + 1);
        good.withdraw("10.7.0.0/16");
        Await.value("and goes", PATIENCE, () -> agent.routes("good").size(), size -> size == LabConfig.healthy().size());
        assertThat(agent.established("half")).isFalse();
        LabSummary.figure("half an OPEN", "waits alone; the others untouched");
    }

    @Test
    void aWrongAsIsToldSo() throws Exception {
        second = new RawRouter(WRONG_AS, config.bgp());
        second.expect(RawRouter.OPEN);
        second.send(second.open(65099, RawRouter.HOLD_TIME));
        byte[] answer = second.expect(RawRouter.NOTIFICATION);
        assertThat(answer[19]).as("code: OPEN").isEqualTo((byte) 2);
        assertThat(answer[20]).as("subcode: bad peer AS").isEqualTo((byte) 2);
        assertThat(second.closedWithin(5_000)).isTrue();
        LabSummary.figure("a wrong AS", "2/2, closed; the others untouched");
    }

    @Test
    void anUnknownAddressIsClosedAtOnce() throws Exception {
        boolean closed;
        try {
            second = new RawRouter(STRANGER, config.bgp());
            closed = second.closedWithin(5_000);
        } catch (SocketException reset) {
            closed = true; // before connect() had even returned
        }
        assertThat(closed).isTrue();
        LabSummary.figure("an unknown address", "closed at accept; the others untouched");
    }

    @Test
    void aReceiverThatHangsDelaysNoSession() throws Exception {
        hook.hang();
        good.announce(Route.of("203.10.113.0/24"));
        Await.value("the finding", PATIENCE, () -> agent.text("/api/v1/alerts"), text -> text.contains("203.10.113.0/24"));
        good.withdraw("203.10.113.0/24");
        Await.value("the routes", PATIENCE, () -> agent.routes("good").size(), size -> size == LabConfig.healthy().size());
        hook.goOn();
        Await.value("both are told in the end", Duration.ofSeconds(60), hook::notices, told -> told.stream()
                .anyMatch(notice -> !notice.firing()));
        assertThat(hook.firing()).isEmpty();
        notices = hook.notices().size();
        LabSummary.figure("a receiver that hangs", "told later; the others untouched");
    }

    @Test
    void aFloodOfScrapesStarvesNobody() throws Exception {
        ExecutorService scrapers = Executors.newFixedThreadPool(32);
        List<Socket> idle = new ArrayList<>();
        try {
            // Connections that say half a request and wait, beside those that ask again and again.
            for (int i = 0; i < 100; i++) {
                Socket socket = new Socket(config.http().getAddress(), config.http().getPort());
                socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: x\r\n".getBytes(StandardCharsets.US_ASCII));
                idle.add(socket);
            }
            List<CompletableFuture<Integer>> asked = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                asked.add(CompletableFuture.supplyAsync(this::scrape, scrapers));
            }
            good.announce(Route.of("10.7.0.0/16"));
            Await.value("the change arrives", PATIENCE, () -> agent.routes("good").size(), size -> size == LabConfig.healthy().size() + 1);
            good.withdraw("10.7.0.0/16");
            Await.value("and goes", PATIENCE, () -> agent.routes("good").size(), size -> size == LabConfig.healthy().size());
            assertThat(asked.stream().map(CompletableFuture::join)).contains(200).isSubsetOf(200, 429, 503);
            LabSummary.figure("a flood of scrapes", "answered or refused; the others untouched");
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
            scrapers.shutdownNow();
        }
    }

    private int scrape() {
        try {
            return agent.status("/metrics");
        } catch (java.io.IOException refused) {
            return 503;
        }
    }
}
