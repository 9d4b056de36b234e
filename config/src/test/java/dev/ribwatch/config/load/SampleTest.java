package dev.ribwatch.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.AlertsConfig;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The sample that users start from means what its comments say. */
class SampleTest {
    private static final Path SAMPLE = Path.of("examples/ribwatch.yaml");

    private static Loaded load() {
        return new ConfigLoader(Map.of("RIBWATCH_HOOK_SECRET", "s3cr3t")::get).load(SAMPLE);
    }

    private static Config config() {
        Loaded loaded = load();
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
        return ((Loaded.Valid) loaded).config();
    }

    @Test
    void sectionsAreThere() {
        Config config = config();
        assertThat(config.agent().as().value()).isEqualTo(65_000);
        assertThat(config.agent().identifier()).isEqualTo(0xc000020a);
        assertThat(config.agent().listen()).singleElement().hasToString("/127.0.0.1:1790");
        assertThat(config.agent().holdTime()).isEqualTo(Duration.ofSeconds(90));
        assertThat(config.http().listen().getPort()).isEqualTo(9797);
        assertThat(config.routers()).extracting("name").containsExactly("edge1", "edge2", "pc-edge");
        assertThat(config.routers()).extracting("downGrace").containsOnly(Duration.ofSeconds(30));
        assertThat(config.networks())
                .extracting(NetworkConfig::name)
                .containsExactly("azure-prod", "private-cloud", "on-prem", "internet");
        assertThat(config.connections())
                .extracting("name")
                .containsExactly("on-prem-circuit", "private-cloud-circuit", "reach", "transit");
    }

    @Test
    void requiredIsTheSpaceWhereNothingMoreSpecificIsAllowed() {
        List<NetworkConfig> networks = config().networks();
        assertThat(networks.get(0).required())
                .hasSize(3)
                .isEqualTo(networks.get(0).prefixes());
        assertThat(networks.get(1).required()).containsExactly(Prefix.parse("172.20.0.0/20"));
        assertThat(networks.get(1).moreSpecifics()).isEqualTo(new NetworkConfig.MoreSpecifics(true, 29, 128));
        assertThat(networks.get(2).required()).containsExactly(Prefix.parse("10.1.0.0/16"));
        assertThat(networks.get(2).defaultOwner()).isTrue();
        assertThat(networks.get(3).required()).isEmpty();
        assertThat(networks.get(3).open()).isTrue();
    }

    @Test
    void policyAndAlertsAreThere() {
        Config config = config();
        assertThat(config.policy().effectiveThreshold()).isEqualTo(0.5);
        assertThat(config.policy().rules()).containsOnlyKeys(RuleName.values());
        assertThat(config.policy().rules().get(RuleName.PREFIX_FLAPPING).changes())
                .isEqualTo(10);
        assertThat(config.policy().rules().get(RuleName.UNEXPECTED_PREFIX).except())
                .hasSize(1);
        AlertsConfig alerts = config.alerts();
        assertThat(alerts.externalLabels()).containsExactly(Map.entry("site", "fra1"));
        assertThat(alerts.receivers().get(0)).isInstanceOfSatisfying(AlertsConfig.Webhook.class, webhook -> {
            assertThat(webhook.url()).isEqualTo(URI.create("http://127.0.0.1:9099/hook"));
            assertThat(webhook.secret()).isNotNull();
            assertThat(webhook.secret().reveal()).isEqualTo("s3cr3t");
            assertThat(webhook).asString().doesNotContain("s3cr3t");
        });
        assertThat(alerts.routes()).hasSize(3);
        assertThat(alerts.maintenance().get(0).from()).isEqualTo(Instant.parse("2026-01-10T22:00:00Z"));
    }

    @Test
    void aSecretThatIsNotSetIsAProblemWhereItIsNamed() throws IOException {
        List<String> lines = Files.readAllLines(SAMPLE);
        int line = 1
                + lines.indexOf(lines.stream()
                        .filter(text -> text.contains("RIBWATCH_HOOK_SECRET"))
                        .findFirst()
                        .orElseThrow());
        Loaded loaded = new ConfigLoader(name -> null).load(SAMPLE);
        assertThat(loaded)
                .isInstanceOfSatisfying(
                        Loaded.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .singleElement()
                                .hasToString("examples/ribwatch.yaml:" + line
                                        + ":66: alerts.receivers[0].webhook.secret.env:"
                                        + " environment variable RIBWATCH_HOOK_SECRET is not set"));
    }
}
