package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.lab.EdgeRouter.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Real routers that are up and do not show all: ViewPartial opens, and closes when they do. */
class ViewPartialLab {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String CANARY = "10.1.99.0/24";

    /** What is done with an agent that is ready, and its configuration. */
    private interface Body {
        void run(AgentProcess agent, LabConfig config, HookReceiver hook, Path scratch) throws Exception;
    }

    private static void lab(List<LabConfig.Member> members, UnaryOperator<String> edit, Body body) throws Exception {
        Path scratch = LabFiles.scratch("view");
        try (HookReceiver hook = new HookReceiver()) {
            LabConfig config = LabConfig.create(hook.url(), null, members);
            try (AgentProcess agent = AgentProcess.start(
                    scratch, directory -> edit.apply(config.yaml(directory)), config.http(), "-Xmx512m")) {
                body.run(agent, config, hook, scratch);
            }
        } finally {
            LabFiles.discard(scratch);
        }
    }

    private static LabConfig.Member member(String name, int host, String more) {
        return new LabConfig.Member(name, "127.0.4." + host, LabConfig.EDGE_AS, more);
    }

    private static Path folder(Path scratch, String router) throws IOException {
        return Files.createDirectories(scratch.resolve(router));
    }

    private static Map<String, String> partial(String router, String family, String reason) {
        return Expected.alert("ViewPartial", "warning", "router", router, "family", family, "reason", reason);
    }

    private static void opens(HookReceiver hook, Duration within, Map<String, String> alert) {
        Await.value("fires " + alert, within, hook::firing, firing -> firing.contains(alert));
    }

    private static void closes(HookReceiver hook, Map<String, String> alert) {
        Await.value("ends " + alert, PATIENCE, hook::firing, firing -> !firing.contains(alert));
    }

    private static List<Map<String, String>> partials(HookReceiver hook) {
        return hook.notices().stream()
                .filter(HookReceiver.Notice::firing)
                .map(HookReceiver.Notice::labels)
                .filter(labels -> "ViewPartial".equals(labels.get("alertname")))
                .toList();
    }

    @Test
    void aRouterThatIsNotToldToSendCommunities() throws Exception {
        lab(List.of(member("frr", 1, "")), yaml -> yaml, (agent, config, hook, scratch) -> {
            try (FrrRouter router = new FrrRouter(config.seat("frr"), folder(scratch, "frr"))
                    .with(" address-family ipv4 unicast\n  no neighbor 127.0.0.1 send-community all\n exit-address-family\n")) {
                Map<String, String> alert = partial("frr", "ipv4-unicast", "no-communities");
                router.announce(Route.of("172.28.1.0/24", 64700).with("65010:10"));
                router.start();
                opens(hook, PATIENCE, alert);
                assertThat(hook.firing()).as("its lack is not the routes'").noneMatch(labels -> labels.containsValue(
                        "MissingCommunity"));
                router.sendCommunities();
                closes(hook, alert);
                assertThat(partials(hook)).containsOnly(alert);
            }
            LabSummary.passed("ViewPartial no-communities", Kind.FRR);
        });
    }

    @Test
    void aRouterThatSendsMoreThanItMay() throws Exception {
        lab(List.of(member("bird", 2, "max-prefixes: {ipv4-unicast: 3}")), yaml -> yaml, (agent, config, hook, scratch) -> {
            try (BirdRouter router = new BirdRouter(config.seat("bird"), folder(scratch, "bird"))) {
                Map<String, String> alert = partial("bird", "ipv4-unicast", "limit-blocked");
                router.announce(Route.of("10.1.0.0/16"), Route.of("10.2.0.0/16"), Route.of("10.3.0.0/16"));
                router.start();
                Await.until("it has converged", PATIENCE, () -> agent.converged("bird"));
                router.announce(Route.of("10.4.0.0/16"));
                opens(hook, PATIENCE, alert);
                router.withdraw("10.4.0.0/16");
                Await.stays("only a new session shows all", Duration.ofSeconds(2), () -> hook.firing().contains(alert));
                router.restartSession();
                closes(hook, alert);
                assertThat(partials(hook)).containsOnly(alert);
            }
            LabSummary.passed("ViewPartial limit-blocked", Kind.BIRD);
        });
    }

    @Test
    void aRouterWhoseWithdrawalsAreLost() throws Exception {
        UnaryOperator<String> often = yaml -> yaml.replace("hold-time: 90s", "hold-time: 90s\n  refresh-audit: 10s");
        lab(List.of(member("bird", 3, "")), often, (agent, config, hook, scratch) -> {
            Seat seat = config.seat("bird");
            try (LossyLine line = new LossyLine(seat.address(), config.bgp());
                    BirdRouter router = new BirdRouter(
                            new Seat("bird", seat.address(), seat.as(), line.address(), seat.listenerAs()),
                            folder(scratch, "bird"))) {
                Map<String, String> alert = partial("bird", "ipv4-unicast", "refresh-phantoms");
                router.announce(Route.of("10.1.0.0/16"), Route.of("10.2.0.0/16"));
                router.start();
                Await.until("it has converged", PATIENCE, () -> agent.converged("bird"));
                line.lose(true);
                router.withdraw("10.2.0.0/16");
                Await.until("the withdrawal is lost", PATIENCE, () -> line.lost() > 0);
                line.lose(false);
                assertThat(agent.routes("bird")).as("what the agent takes for present").hasSize(2);
                opens(hook, PATIENCE, alert);
                assertThat(agent.routes("bird")).hasSize(1);
                closes(hook, alert);
                assertThat(partials(hook)).containsOnly(alert);
            }
            LabSummary.passed("ViewPartial refresh-phantoms", Kind.BIRD);
        });
    }

    @Test
    void aFilterThatKeepsACanaryBack() throws Exception {
        String canaries = "canary: [" + CANARY + ", \"2001:db8:10:99::/64\"]";
        lab(List.of(member("bird", 4, canaries)), yaml -> yaml, (agent, config, hook, scratch) -> {
            try (BirdRouter router = new BirdRouter(config.seat("bird"), folder(scratch, "bird"))) {
                Map<String, String> alert = partial("bird", "ipv4-unicast", "canary-missing");
                router.announce(LabConfig.healthy());
                router.announce(Route.of(CANARY), Route.of("2001:db8:10:99::/64"));
                router.start();
                Await.until("it has converged", PATIENCE, () -> agent.converged("bird"));
                Await.stays("nothing is missing", Duration.ofSeconds(3), () -> partials(hook).isEmpty());
                router.hide(CANARY);
                opens(hook, PATIENCE, alert);
                assertThat(hook.notices()).anyMatch(notice -> notice.labels().equals(alert)
                        && notice.annotations().get("description").contains(CANARY));
                router.hide();
                closes(hook, alert);
                assertThat(partials(hook)).containsOnly(alert);
            }
            LabSummary.passed("ViewPartial canary-missing", Kind.BIRD);
        });
    }

    /** Without graceful restart BIRD sends no End-of-RIB; with it, one that has nothing to send says so. */
    @Test
    void aRouterThatSaysNothingOfAFamily() throws Exception {
        List<LabConfig.Member> members = List.of(member("silent", 5, ""), member("empty", 6, ""));
        lab(members, yaml -> yaml, (agent, config, hook, scratch) -> {
            try (BirdRouter silent = new BirdRouter(config.seat("silent"), folder(scratch, "silent"))
                            .with("graceful restart off;");
                    BirdRouter empty = new BirdRouter(config.seat("empty"), folder(scratch, "empty"))) {
                Map<String, String> alert = partial("silent", "ipv6-unicast", "silent");
                for (BirdRouter router : List.of(silent, empty)) {
                    router.announce(Route.of("10.1.0.0/16"));
                    router.start();
                }
                Await.until("the empty one has converged", PATIENCE, () -> agent.converged("empty"));
                Await.until("the silent one is up", PATIENCE, () -> agent.established("silent"));
                Await.stays("it may yet begin", Duration.ofSeconds(30), () -> partials(hook).isEmpty());
                opens(hook, PATIENCE, alert);
                silent.announce(Route.of("2001:db8:10::/48"));
                closes(hook, alert);
                assertThat(partials(hook)).containsOnly(alert);
            }
            LabSummary.passed("ViewPartial silent", Kind.BIRD);
        });
    }
}
