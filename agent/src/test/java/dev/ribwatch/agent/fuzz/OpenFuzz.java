package dev.ribwatch.agent.fuzz;

import dev.ribwatch.agent.session.Negotiated;
import dev.ribwatch.agent.session.Negotiation;
import dev.ribwatch.agent.wire.capability.Capabilities;
import dev.ribwatch.agent.wire.capability.Capability;
import dev.ribwatch.agent.wire.capability.GracefulRestart;
import dev.ribwatch.agent.wire.capability.LongLivedRestart;
import dev.ribwatch.agent.wire.error.Strictness;
import dev.ribwatch.agent.wire.message.MessageHeader;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.Notification;
import dev.ribwatch.agent.wire.message.Open;
import dev.ribwatch.agent.wire.message.OpenDecoder;
import dev.ribwatch.agent.wire.message.OpenResult;
import dev.ribwatch.agent.wire.message.OpenTerms;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.RequiredCapability;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of an OPEN: what it says is in range and bounded, or it is answered with code 2. */
public final class OpenFuzz {
    private static final Open OURS = new Open(65000, 90, 0xc000020a, Capabilities.offered(65000, 3, 3));
    private static final OpenTerms LENIENT = new OpenTerms(Set.of(65001L), OURS, 0, Set.of());
    private static final OpenTerms STRICT = new OpenTerms(
            Set.of(65000L),
            new Open(65000, 90, 0xc000020a, OURS.capabilities().withRole(3)),
            9,
            EnumSet.allOf(RequiredCapability.class));

    private OpenFuzz() {}

    public static void fuzzerTestOneInput(byte[] body) {
        byte[] message = Frame.of(MessageType.OPEN, body);
        if (message == null) {
            return;
        }
        OpenResult result = OpenDecoder.decode(message, 0, message.length);
        Holds.require((result.open() == null) != (result.fault() == null), "an OPEN or a fault");
        Holds.require(result.equals(OpenDecoder.decode(message, 0, message.length)), "the same twice");
        if (result.fault() != null) {
            Frame.checkAnswer(result.fault(), 2, message.length);
            return;
        }
        Open open = result.open();
        check(open, message.length);
        checkRefusal(LENIENT.refuse(open), message.length);
        checkRefusal(STRICT.refuse(open), message.length);
        for (int role = Capabilities.ABSENT; role <= 4; role++) {
            Open ours = new Open(65000, 90, 0xc000020a, OURS.capabilities().withRole(role));
            Notification refusal = new OpenTerms(Set.of(open.as()), ours, 0, Set.of()).refuse(open);
            checkRefusal(refusal, message.length);
            Holds.require(
                    refusal == null || refusal.subcode() == 11 || refusal.subcode() == 3, "nothing else is asked");
        }
        Negotiated negotiated = Negotiation.agree(OURS, open, Strictness.ORDINARY);
        Holds.require(negotiated.holdTime() <= 90 && negotiated.holdTime() != 1, "the lower hold time");
        Holds.require((negotiated.context().addPath() & ~negotiated.context().families()) == 0, "ADD-PATH of families");
        Holds.require(negotiated.capabilities().size() <= 64, "so many capabilities are shown");
        negotiated.capabilities().forEach(name -> Holds.ascii(name, 60));
        Holds.ascii(negotiated.identifierText(), 15);
    }

    private static void check(Open open, int length) {
        Capabilities capabilities = open.capabilities();
        Holds.require(open.as() >= 1 && open.as() <= 0xffff_ffffL, "AS in range");
        Holds.require(open.holdTime() == 0 || open.holdTime() >= 3 && open.holdTime() <= 65535, "hold time in range");
        Holds.require(open.identifier() != 0, "identifier");
        Holds.require(2 * capabilities.all().size() <= length, "no more capabilities than fit");
        int octets = 0;
        for (Capability capability : capabilities.all()) {
            Holds.require(capability.code() >= 0 && capability.code() <= 255, "code");
            octets += 2 + capability.value().length;
            Holds.ascii(capability.name(), 60);
        }
        Holds.require(octets <= length - MessageHeader.LENGTH, "values within the message");
        checkRestart(capabilities.gracefulRestart(), capabilities.longLivedRestart());
        checkText(capabilities.hostname());
        checkText(capabilities.softwareVersion());
    }

    private static void checkRestart(@Nullable GracefulRestart restart, @Nullable LongLivedRestart longLived) {
        for (int i = 0; i < Family.count(); i++) {
            Family family = Family.of(i);
            if (restart != null) {
                Holds.require(restart.restartSeconds() >= 0 && restart.restartSeconds() <= 4095, "restart time");
                Holds.require(restart.hasFamily(family) || !restart.hasForwarding(family), "state of a family named");
            }
            if (longLived != null) {
                int seconds = longLived.staleSeconds(family);
                Holds.require(seconds >= 0 && seconds <= 0xff_ffff, "stale time");
                longLived.hasForwarding(family);
            }
        }
    }

    private static void checkText(@Nullable String text) {
        if (text != null) {
            Holds.plain(text, 255);
        }
    }

    private static void checkRefusal(@Nullable Notification refusal, int length) {
        if (refusal != null) {
            // What it lacks is told by capabilities that we write.
            Frame.checkAnswer(refusal, 2, Math.max(length, 64));
        }
    }
}
