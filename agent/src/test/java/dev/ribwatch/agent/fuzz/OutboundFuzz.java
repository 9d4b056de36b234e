package dev.ribwatch.agent.fuzz;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.agent.wire.capability.Capabilities;
import dev.ribwatch.agent.wire.capability.GracefulRestart;
import dev.ribwatch.agent.wire.error.ProtocolError;
import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.message.EndOfRib;
import dev.ribwatch.agent.wire.message.Keepalive;
import dev.ribwatch.agent.wire.message.MessageHeader;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.Notification;
import dev.ribwatch.agent.wire.message.Open;
import dev.ribwatch.agent.wire.message.OpenDecoder;
import dev.ribwatch.agent.wire.message.OutboundMessage;
import dev.ribwatch.agent.wire.message.RouteRefresh;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import dev.ribwatch.config.value.Family;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What can be sent, with any numbers and texts in it: a sound message, which our own decoder takes for what it is. */
public final class OutboundFuzz {
    private static final int NUMBERS = 14;
    private static final DecodeContext CONTEXT = new DecodeContext(true, true, 3, 0, 65001, 65000);

    private OutboundFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        byte[] numbers = Arrays.copyOf(input, Math.max(input.length, NUMBERS));
        Family family = Family.of(numbers[1] & 1);
        switch (numbers[0] & 7) {
            case 0 -> endOfRib(family);
            case 1 -> refresh(RouteRefresh.request(family));
            case 2 -> refresh(RouteRefresh.begin(family));
            case 3 -> refresh(RouteRefresh.end(family));
            case 4 -> Holds.require(encode(Keepalive.INSTANCE).length == MessageHeader.LENGTH, "a header alone");
            case 5 ->
                shutdown(new String(
                        input, Math.min(1, input.length), Math.max(0, input.length - 1), StandardCharsets.UTF_8));
            default -> open(numbers);
        }
    }

    private static byte[] encode(OutboundMessage message) {
        byte[] encoded = message.encode();
        Holds.require(MessageHeader.check(encoded, 0, encoded.length, false) == encoded.length, "a sound header");
        Holds.require(MessageHeader.type(encoded, 0) == message.type(), "its type");
        return encoded;
    }

    private static void endOfRib(Family family) {
        byte[] encoded = encode(new EndOfRib(family));
        Update update = new Update();
        Verdict verdict = new UpdateDecoder().decode(encoded, 0, encoded.length, CONTEXT, update);
        Holds.require(verdict == Verdict.ACCEPT && update.endOfRib() == family, "the end of this family");
    }

    private static void refresh(RouteRefresh refresh) {
        byte[] encoded = encode(refresh);
        Holds.require(RouteRefresh.fault(encoded, 0, encoded.length, true) == null, "nothing is wrong");
        Holds.require(RouteRefresh.decode(encoded, 0).equals(refresh), "the same again");
        Holds.require(refresh.family() != null && refresh.type() == MessageType.ROUTE_REFRESH, "a family");
    }

    private static void shutdown(String text) {
        Notification cease = Notification.cease(ProtocolError.ADMINISTRATIVE_SHUTDOWN, text);
        byte[] encoded = encode(cease);
        Notification read = Notification.decode(encoded, 0, encoded.length);
        Holds.require(read.equals(cease) && read.hashCode() == cease.hashCode(), "the same again");
        String said = read.shutdownText();
        boolean cut = text.getBytes(StandardCharsets.UTF_8).length > 255;
        Holds.require(text.isEmpty() ? said == null : said != null && text.startsWith(said), "the text");
        Holds.require(cut || text.isEmpty() || text.equals(said), "all of it, where there is room");
    }

    private static void open(byte[] numbers) {
        long as = Math.max(1, Octets.u32(numbers, 1));
        int holdTime = Octets.u16(numbers, 5);
        int identifier = Octets.i32(numbers, 7);
        int families = numbers[11] & 3;
        int addPath = families & numbers[12];
        int role = Math.floorMod(numbers[13], 6) - 1;
        boolean notification = (numbers[11] & 4) != 0;
        Capabilities offered = Capabilities.offered(as, families, addPath)
                .withRole(role)
                .withGracefulRestart(notification ? GracefulRestart.NOTIFICATION_HELPER : GracefulRestart.HELPER_ONLY);
        byte[] encoded = encode(new Open(as, holdTime, identifier, offered));
        Open read = OpenDecoder.decode(encoded, 0, encoded.length).open();
        boolean sound = identifier != 0 && (holdTime == 0 || holdTime >= 3);
        Holds.require(sound == (read != null), "accepted where its values are good");
        if (read != null) {
            Capabilities said = read.capabilities();
            Holds.require(read.as() == as && read.holdTime() == holdTime, "AS and hold time");
            Holds.require(read.identifier() == identifier, "identifier");
            Holds.require(said.families() == families && said.multiprotocol() == families > 0, "families");
            Holds.require(said.addPathReceive() == addPath && said.addPathSend() == 0, "ADD-PATH");
            Holds.require(offered.gracefulRestart().equals(said.gracefulRestart()), "graceful restart");
            Holds.require(said.role() == role && !said.conflictingRoles(), "role");
            Holds.require(said.routeRefresh() && said.enhancedRouteRefresh() && said.extendedMessage(), "the others");
        }
    }
}
