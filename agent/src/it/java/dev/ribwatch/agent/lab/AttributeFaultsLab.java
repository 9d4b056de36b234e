package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.lab.EdgeRouter.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Attributes that real routers send and should not: malformed ones, and marks that say that a route should have stayed away. */
class AttributeFaultsLab {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final boolean LONG = Boolean.getBoolean("ribwatch.long");

    /** COMMUNITIES of five octets: the routes of the UPDATE count as withdrawn (RFC 7606 section 7.8). */
    private static final String BAD_COMMUNITIES = "0x08 0xc0 0x0102030405";
    /** Only to Customer, of the AS of the routers here (RFC 9234). */
    private static final String OTC = "0x23 0xc0 0x0000fdf2";

    private static Map<String, String> leak(String router, String network, String prefix) {
        return Expected.alert(
                "RouteLeak",
                "critical",
                "router",
                router,
                "network",
                network,
                "prefix",
                prefix,
                "family",
                prefix.indexOf(':') < 0 ? "ipv4-unicast" : "ipv6-unicast");
    }

    private static void fires(HookReceiver hook, Map<String, String> alert) {
        Await.value("fires " + alert, PATIENCE, hook::firing, firing -> firing.contains(alert));
    }

    private static void ends(HookReceiver hook, Map<String, String> alert) {
        Await.value("ends " + alert, PATIENCE, hook::firing, firing -> !firing.contains(alert));
    }

    private static void says(HookReceiver hook, Map<String, String> alert, String text) {
        assertThat(hook.notices())
                .anyMatch(notice -> notice.labels().equals(alert)
                        && notice.annotations().get("description").contains(text));
    }

    @Test
    void communitiesOfNoWholeNumber() throws Exception {
        Path scratch = LabFiles.scratch("malformed");
        try (HookReceiver hook = new HookReceiver()) {
            LabConfig config = LabConfig.create(
                    hook.url(), null, List.of(new LabConfig.Member("exabgp", "127.0.4.11", LabConfig.EDGE_AS)));
            try (AgentProcess agent = AgentProcess.start(scratch, config);
                    ExaBgpRouter router = new ExaBgpRouter(
                            config.seat("exabgp"), Files.createDirectories(scratch.resolve("exabgp")))) {
                router.announce(LabConfig.healthy());
                router.announce(Route.of("10.3.0.0/16"));
                router.start();
                Await.until("it has converged", PATIENCE, () -> agent.converged("exabgp"));
                String since = agent.session("exabgp").path("established_since").asText();
                int held = agent.routes("exabgp").size();
                assertThat(hook.notices()).isEmpty();

                Map<String, String> alert = Expected.alert(
                        "MalformedUpdates", "warning", "router", "exabgp", "attribute", "communities");
                router.announceRaw(Route.of("10.3.0.0/16"), BAD_COMMUNITIES);
                fires(hook, alert);
                says(hook, alert, "routes withdrawn once");
                assertThat(agent.routes("exabgp")).as("10.3.0.0/16 counts as withdrawn").hasSize(held - 1);
                router.announceRaw(Route.of("10.3.0.0/16"), "0x08 0xc0 0x01020304");
                Await.until("a good one stands", PATIENCE, () -> agent.routes("exabgp").size() == held);
                assertThat(agent.session("exabgp").path("established_since").asText())
                        .as("the session goes on")
                        .isEqualTo(since);
                Await.stays("ten minutes must be quiet", Duration.ofSeconds(3), () -> hook.firing().equals(
                        Set.of(alert)));
                if (LONG) {
                    Await.value("ends " + alert, Duration.ofMinutes(11), hook::firing, firing -> firing.isEmpty());
                } else {
                    agent.reload(config.yaml(agent.directory())
                            .replace(
                                    "MalformedUpdates: {keep-firing-for: 0s}",
                                    "MalformedUpdates: {keep-firing-for: 0s, except: [{router: exabgp}]}"));
                    ends(hook, alert);
                }
            }
            LabSummary.passed("MalformedUpdates", Kind.EXABGP);
        } finally {
            LabFiles.discard(scratch);
        }
    }

    /** One that sends what it must not: BIRD, as most routers, has to be told to. */
    private static EdgeRouter heedless(Kind kind, Seat seat, Path scratch) {
        EdgeRouter router = kind.at(seat, scratch);
        return router instanceof BirdRouter bird ? bird.with("interpret communities off;") : router;
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"BIRD", "EXABGP"})
    void routesThatShouldNotHaveLeftTheirAsOrTheirRouter(Kind kind) throws Exception {
        Path scratch = LabFiles.scratch("no-export");
        try (HookReceiver hook = new HookReceiver()) {
            LabConfig config = LabConfig.create(
                    hook.url(),
                    null,
                    List.of(new LabConfig.Member("edge", "127.0.4." + (21 + kind.ordinal()), LabConfig.EDGE_AS)));
            try (AgentProcess agent = AgentProcess.start(scratch, config);
                    EdgeRouter router = heedless(kind, config.seat("edge"), scratch)) {
                router.announce(LabConfig.healthy());
                router.start();
                Await.until(kind + " has converged", PATIENCE, () -> agent.converged("edge"));
                assertThat(hook.notices()).isEmpty();

                Map<String, String> outside = leak("edge", "azure-prod", "10.33.0.0/16");
                router.announce(Route.of("10.3.0.0/16").with("65535:65281")); // its own: it may say so to us
                router.announce(Route.of("10.33.0.0/16", 12076).with("12076:51004", "65535:65281"));
                fires(hook, outside);
                says(hook, outside, "NO_EXPORT");
                Map<String, String> learned = leak("edge", "azure-prod", "2001:db8:32::/48");
                router.announce(Route.of("2001:db8:32::/48", 12076).with("12076:51004", "65535:65282"));
                fires(hook, learned);
                says(hook, learned, "NO_ADVERTISE");
                router.announce(Route.of("10.33.0.0/16", 12076).with("12076:51004"));
                ends(hook, outside);
                router.announce(Route.of("2001:db8:32::/48", 12076).with("12076:51004"));
                ends(hook, learned);
                assertThat(hook.notices())
                        .extracting(HookReceiver.Notice::labels)
                        .containsOnly(outside, learned);
            }
            LabSummary.passed("RouteLeak NO_EXPORT, NO_ADVERTISE", kind);
        } finally {
            LabFiles.discard(scratch);
        }
    }

    /** A customer must not send OTC; of BIRD, that is a provider to us, it is as it must be. */
    @Test
    void onlyToCustomer() throws Exception {
        Path scratch = LabFiles.scratch("otc");
        try (HookReceiver hook = new HookReceiver()) {
            LabConfig config = LabConfig.create(
                    hook.url(),
                    null,
                    List.of(
                            new LabConfig.Member("exabgp", "127.0.4.31", LabConfig.EDGE_AS, "local-role: provider"),
                            new LabConfig.Member("bird", "127.0.4.32", LabConfig.EDGE_AS, "local-role: customer")));
            try (AgentProcess agent = AgentProcess.start(scratch, config);
                    ExaBgpRouter customer = new ExaBgpRouter(
                            config.seat("exabgp"), Files.createDirectories(scratch.resolve("exabgp")));
                    BirdRouter provider = new BirdRouter(
                                    config.seat("bird"), Files.createDirectories(scratch.resolve("bird")))
                            .with("local role provider;")) {
                for (EdgeRouter router : List.of(customer, provider)) {
                    router.announce(LabConfig.healthy());
                    router.start();
                }
                Await.until("both have converged", PATIENCE, () -> agent.converged("exabgp") && agent.converged("bird"));
                assertThat(agent.lines("/api/v1/routes?router=bird"))
                        .as("BIRD marks what it sends to a customer")
                        .isNotEmpty()
                        .allMatch(route -> route.contains("\"otc\":65010"));
                assertThat(hook.notices()).isEmpty();

                Map<String, String> alert = leak("exabgp", "on-prem", "10.2.0.0/16");
                customer.announceRaw(Route.of("10.2.0.0/16"), OTC);
                fires(hook, alert);
                says(hook, alert, "Only to Customer");
                customer.announce(Route.of("10.2.0.0/16"));
                ends(hook, alert);
                assertThat(hook.notices()).extracting(HookReceiver.Notice::labels).containsOnly(alert);
            }
            LabSummary.passed("RouteLeak OTC (RFC 9234)", Kind.EXABGP);
            LabSummary.passed("OTC as it must be (RFC 9234)", Kind.BIRD);
        } finally {
            LabFiles.discard(scratch);
        }
    }
}
