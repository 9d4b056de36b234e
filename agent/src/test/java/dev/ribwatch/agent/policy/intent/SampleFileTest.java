package dev.ribwatch.agent.policy.intent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The tests' sample is the sample that users read. */
class SampleFileTest {

    @Test
    void theSampleOfTheTestsIsTheSampleFile() {
        Loaded loaded =
                new ConfigLoader(name -> name + " for a test").load(Path.of("../config/examples/ribwatch.yaml"));
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
        Config file = ((Loaded.Valid) loaded).config();
        Config sample = Configs.sample().build();

        assertThat(sample.networks()).isEqualTo(file.networks());
        assertThat(sample.connections().stream().map(c -> c.between() + " " + c.joins() + c.transit()))
                .containsExactlyElementsOf(file.connections().stream()
                        .map(c -> c.between() + " " + c.joins() + c.transit())
                        .toList());
        assertThat(sample.policy().overlapAllowed()).isEqualTo(file.policy().overlapAllowed());
        assertThat(sample.policy().blackholeCommunities())
                .isEqualTo(file.policy().blackholeCommunities());
        assertThat(sample.policy().effectiveThreshold()).isEqualTo(file.policy().effectiveThreshold());
        assertThat(sample.policy().defaultAllowed()).isEqualTo(file.policy().defaultAllowed());
        assertThat(Intent.compile(file).routers())
                .containsExactlyElementsOf(Intent.compile(sample).routers());
    }
}
