package dev.ribwatch.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.ConfigSchema;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which keys of the configuration a session rests on: when one of these changes it ends, with others it goes on. */
class PeerTermsTest {
    /** Keys of a router, each with another value than it has, that need another session. */
    private static final Map<String, String> ROUTER_RESTS_ON = new TreeMap<>(Map.ofEntries(
            Map.entry("address", "127.0.0.12"),
            Map.entry("as", "65011"),
            Map.entry("md5", "{env: OTHER}"),
            Map.entry("ttl-security", "true"),
            Map.entry("add-path", "true"),
            Map.entry("families", "[ipv4-unicast]"),
            Map.entry("local-role", "customer"),
            Map.entry("require", "[route-refresh]"),
            Map.entry("min-hold-time", "30s"),
            Map.entry("strict", "true"),
            Map.entry("reject-as-sets", "true"),
            Map.entry("disable-broken-family", "true"),
            Map.entry("graceful-notification", "true")));

    private static final Map<String, String> ROUTER_GOES_ON_WITH = new TreeMap<>(Map.of(
            "network", "cloud",
            "own-routes", "held",
            "max-prefixes", "{ipv4-unicast: 7}",
            "memory-budget", "7MiB",
            "down-grace", "7s",
            "canary", "[10.7.0.0/16]"));

    private static final Map<String, String> AGENT_RESTS_ON =
            new TreeMap<>(Map.of("as", "65001", "router-id", "192.0.2.11", "hold-time", "60s"));

    private static final Map<String, String> AGENT_GOES_ON_WITH = new TreeMap<>(Map.of(
            "listen", "[\"127.0.0.1:0\"]",
            "stale-time", "60s",
            "longest-stale", "1h",
            "refresh-audit", "1h",
            "reload-on-change", "true",
            "reload-most-flagged", "80%",
            "state-directory", "elsewhere",
            "pair", "{url: \"https://192.0.2.11:9797\"}"));

    @TempDir
    private Path directory;

    static Stream<String> routerRestsOn() {
        return ROUTER_RESTS_ON.keySet().stream();
    }

    static Stream<String> routerGoesOnWith() {
        return ROUTER_GOES_ON_WITH.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("routerRestsOn")
    void thatKeyOfARouterNeedsAnotherSession(String key) throws IOException {
        assertThat(terms("", key + ": " + ROUTER_RESTS_ON.get(key))).isNotEqualTo(terms("", ""));
    }

    @ParameterizedTest
    @MethodSource("routerGoesOnWith")
    void thatKeyOfARouterDoesNot(String key) throws IOException {
        assertThat(terms("", key + ": " + ROUTER_GOES_ON_WITH.get(key))).isEqualTo(terms("", ""));
    }

    @Test
    void theSameKeyFromElsewhereDoesNot() throws IOException {
        Path file = Files.writeString(directory.resolve("key"), "KEY-value\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(terms("", "md5: {file: \"" + file + "\"}")).isEqualTo(terms("", ""));
        Files.writeString(file, "KEY-value2\n");
        assertThat(terms("", "md5: {file: \"" + file + "\"}")).isNotEqualTo(terms("", ""));
    }

    @Test
    void ofTheAgentOnlyWhatStandsInItsOpenDoes() throws IOException {
        for (String key : AGENT_RESTS_ON.keySet()) {
            assertThat(terms(key + ": " + AGENT_RESTS_ON.get(key), "")).as(key).isNotEqualTo(terms("", ""));
        }
        for (String key : AGENT_GOES_ON_WITH.keySet()) {
            assertThat(terms(key + ": " + AGENT_GOES_ON_WITH.get(key), ""))
                    .as(key)
                    .isEqualTo(terms("", ""));
        }
    }

    /** A member's name is made of the range's, and how many there are is the range's affair. */
    @Test
    void noKeyIsLeftOut() throws IOException {
        Set<String> router = new TreeSet<>(Set.of("name", "max-members"));
        router.addAll(ROUTER_RESTS_ON.keySet());
        router.addAll(ROUTER_GOES_ON_WITH.keySet());
        assertThat(router).isEqualTo(keys("RouterEntry"));
        Set<String> agent = new TreeSet<>(AGENT_RESTS_ON.keySet());
        agent.addAll(AGENT_GOES_ON_WITH.keySet());
        assertThat(agent).isEqualTo(keys("AgentSection"));
    }

    private static Set<String> keys(String record) throws IOException {
        JsonNode properties = new ObjectMapper()
                .readTree(ConfigSchema.text())
                .path("$defs")
                .path(record)
                .path("properties");
        Set<String> keys = new TreeSet<>();
        properties.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** The terms of edge1 when this key of the agent and this key of the router are other than usual. */
    private PeerTerms terms(String agentKey, String routerKey) throws IOException {
        Map<String, String> agent = new TreeMap<>(Map.of(
                "as", "65000",
                "router-id", "192.0.2.10",
                "listen", "[\"127.0.0.1:1179\"]",
                "state-directory", directory.toString()));
        Map<String, String> router = new TreeMap<>(Map.of(
                "name", "edge1",
                "address", "127.0.0.11",
                "as", "65010",
                "network", "on-prem",
                "md5", "{env: KEY}"));
        put(agent, agentKey);
        put(router, routerKey);
        Path file = Files.writeString(directory.resolve("ribwatch.yaml"), """
                agent: %s
                routers: [%s]
                networks:
                  - {name: on-prem, asns: [65010], prefixes: [10.0.0.0/12], match: [{origin-as: [65010]}]}
                  - {name: cloud, asns: [65020], prefixes: [10.32.0.0/16], match: [{origin-as: [65020]}]}
                """.formatted(flow(agent), flow(router)));
        Loaded loaded = new ConfigLoader(name -> name + "-value").load(file);
        assertThat(loaded).as("%s", loaded).isInstanceOf(Loaded.Valid.class);
        Config config = ((Loaded.Valid) loaded).config();
        return PeerTerms.of(config.agent(), config.routers().get(0));
    }

    private static void put(Map<String, String> section, String key) {
        if (!key.isEmpty()) {
            String[] parts = key.split(": ", 2);
            section.put(parts[0], parts[1]);
        }
    }

    private static String flow(Map<String, String> section) {
        StringBuilder flow = new StringBuilder();
        section.forEach((key, value) -> flow.append(flow.isEmpty() ? "{" : ", ")
                .append(key)
                .append(": ")
                .append(value));
        return flow.append('}').toString();
    }
}
