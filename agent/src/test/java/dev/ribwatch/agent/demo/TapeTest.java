package dev.ribwatch.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class TapeTest {

    @Test
    void everyStepOfTheScenarioIsOnTheTapesThatPlayIt() throws IOException {
        for (Scenario.Step step : Scenario.STEPS) {
            for (String router : step.routers()) {
                if (step.kind() == Scenario.Kind.PLAY) {
                    assertThat(Tape.read(router).step(step.tape()))
                            .as("%s of %s", step.tape(), router)
                            .isNotEmpty();
                }
            }
        }
    }

    @Test
    void everyItemIsOneWholeMessage() throws IOException {
        for (String router : new String[] {"edge1", "edge2", "pc-edge"}) {
            Tape.read(router).steps().forEach((step, messages) -> {
                for (byte[] message : messages) {
                    assertThat((message[16] & 0xff) << 8 | message[17] & 0xff)
                            .as("length of a message in %s of %s", step, router)
                            .isEqualTo(message.length);
                }
            });
        }
    }

    @Test
    void anUnknownTapeOrStepIsNamed() throws IOException {
        assertThatThrownBy(() -> Tape.read("edge9")).hasMessageContaining("edge9");
        assertThatThrownBy(() -> Tape.read("edge1").step("no-such-step")).hasMessageContaining("no-such-step");
    }
}
