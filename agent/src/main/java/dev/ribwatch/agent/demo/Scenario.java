package dev.ribwatch.agent.demo;

import java.util.List;

/** What happens in the demo, one line a step. */
final class Scenario {
    private static final List<String> ALL = List.of("edge1", "edge2", "pc-edge");
    private static final List<String> ON_PREMISES = List.of("edge1", "edge2");
    private static final List<String> PRIVATE_CLOUD = List.of("pc-edge");

    private Scenario() {}

    /** What a step does to a router. */
    enum Kind {
        PLAY,
        LOSE,
        RETURN
    }

    /**
     * @param what for the reader
     * @param kind what is done
     * @param routers to whom
     * @param tape the step of their tapes
     * @param expect how many alerts of this name change; {@code ""} and 0: none
     * @param count of alerts that fire or resolve
     * @param fires true: fire, false: resolve
     */
    record Step(String what, Kind kind, List<String> routers, String tape, String expect, int count, boolean fires) {
        private static Step fires(String what, List<String> routers, String tape, String alert, int count) {
            return new Step(what, Kind.PLAY, routers, tape, alert, count, true);
        }

        private static Step resolves(String what, List<String> routers, String tape, String alert, int count) {
            return new Step(what, Kind.PLAY, routers, tape, alert, count, false);
        }
    }

    static final List<Step> STEPS = List.of(
            Step.fires(
                    "On-premises starts to advertise 0.0.0.0/0; every router sees it",
                    ALL,
                    "default-announced",
                    "UnexpectedDefaultRoute",
                    3),
            Step.resolves("The default route is withdrawn", ALL, "default-withdrawn", "UnexpectedDefaultRoute", 3),
            Step.fires(
                    "On-premises advertises 0.0.0.0/1: half of all addresses, no default by name",
                    ALL,
                    "lower-half-announced",
                    "EffectiveDefaultRoute",
                    3),
            Step.fires("... and 128.0.0.0/1, the other half: nothing new to tell", ALL, "upper-half-announced", "", 0),
            Step.fires("The first half is withdrawn, the other stays", ALL, "lower-half-withdrawn", "", 0),
            Step.resolves("Both are gone", ALL, "upper-half-withdrawn", "EffectiveDefaultRoute", 3),
            Step.fires(
                    "The private cloud gives a subnet addresses of the virtual network: 10.32.5.0/24",
                    ALL,
                    "overlap-announced",
                    "OverlappingPrefix",
                    1),
            Step.resolves("The subnet is renumbered", ALL, "overlap-withdrawn", "OverlappingPrefix", 1),
            Step.fires(
                    "A filter drops 10.33.0.0/16 towards the private cloud",
                    PRIVATE_CLOUD,
                    "azure-prefix-withdrawn",
                    "MissingPrefix",
                    1),
            Step.resolves("The filter is mended", PRIVATE_CLOUD, "azure-prefix-announced", "MissingPrefix", 1),
            Step.fires(
                    "The same prefix vanishes on-premises, on both circuits",
                    ON_PREMISES,
                    "azure-prefix-withdrawn",
                    "MissingPrefix",
                    2),
            Step.resolves("It is back", ON_PREMISES, "azure-prefix-announced", "MissingPrefix", 2),
            new Step("edge1 dies", Kind.LOSE, List.of("edge1"), "", "SessionDown", 1, true),
            new Step("edge1 is back and sends its table", Kind.RETURN, List.of("edge1"), "", "SessionDown", 1, false));
}
