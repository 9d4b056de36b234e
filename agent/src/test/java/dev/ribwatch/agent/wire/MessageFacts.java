package dev.ribwatch.agent.wire;

import dev.ribwatch.agent.wire.capability.Capabilities;
import dev.ribwatch.agent.wire.capability.Capability;
import dev.ribwatch.agent.wire.capability.GracefulRestart;
import dev.ribwatch.agent.wire.message.MessageHeader;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.Notification;
import dev.ribwatch.agent.wire.message.Open;
import dev.ribwatch.agent.wire.message.OpenDecoder;
import dev.ribwatch.agent.wire.message.OpenResult;
import dev.ribwatch.agent.wire.message.RouteRefresh;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a message says, one fact a line: framed and decoded as a session would. */
final class MessageFacts {

    private MessageFacts() {}

    static List<String> of(byte[] octets, DecodeContext context) {
        int length = MessageHeader.check(octets, 0, octets.length, true);
        if (length == MessageHeader.INCOMPLETE || length > octets.length) {
            return List.of("incomplete");
        }
        if (length == MessageHeader.FAULT) {
            return List.of(answer(MessageHeader.fault(octets, 0, true)));
        }
        MessageType type = MessageHeader.type(octets, 0);
        return switch (type) {
            case OPEN -> open(OpenDecoder.decode(octets, 0, length));
            case UPDATE -> update(octets, length, context);
            case NOTIFICATION -> notification(Notification.decode(octets, 0, length));
            case KEEPALIVE -> List.of("keepalive");
            case ROUTE_REFRESH -> routeRefresh(octets, length);
        };
    }

    private static List<String> open(OpenResult result) {
        if (result.fault() != null) {
            return List.of(answer(result.fault()));
        }
        Open open = result.open();
        Capabilities capabilities = open.capabilities();
        List<String> facts = new ArrayList<>();
        StringBuilder identifier = new StringBuilder();
        Prefix.appendAddress(identifier, Family.IPV4_UNICAST, (long) open.identifier() << 32, 0);
        facts.add("open as " + open.as() + " hold " + open.holdTime() + " identifier " + identifier);
        facts.add("speaks" + families(capabilities.spokenFamilies()));
        add(facts, capabilities.fourOctetAs() >= 0, "four-octet-as " + capabilities.fourOctetAs());
        add(facts, capabilities.routeRefresh(), "route-refresh");
        add(facts, capabilities.enhancedRouteRefresh(), "enhanced-route-refresh");
        add(facts, capabilities.extendedMessage(), "extended-message");
        GracefulRestart restart = capabilities.gracefulRestart();
        if (restart != null) {
            facts.add("graceful-restart " + restart.restartSeconds() + " s"
                    + (restart.restarting() ? " restarting" : "")
                    + (restart.notification() ? " notification" : "")
                    + " families" + families(restart.families())
                    + " forwarding" + families(restart.forwarding()));
        }
        add(
                facts,
                (capabilities.addPathSend() | capabilities.addPathReceive()) != 0,
                "add-path send" + families(capabilities.addPathSend()) + " receive"
                        + families(capabilities.addPathReceive()));
        add(facts, capabilities.role() >= 0, "role " + capabilities.role());
        add(facts, capabilities.hostname() != null, "hostname " + capabilities.hostname());
        add(facts, capabilities.softwareVersion() != null, "software-version " + capabilities.softwareVersion());
        add(
                facts,
                !capabilities.all().isEmpty(),
                "codes "
                        + capabilities.all().stream()
                                .map(Capability::code)
                                .map(String::valueOf)
                                .collect(Collectors.joining(" ")));
        return facts;
    }

    private static List<String> update(byte[] octets, int length, DecodeContext context) {
        Update update = new Update();
        new UpdateDecoder().decode(octets, 0, length, context, update);
        return UpdateFacts.of(update);
    }

    private static List<String> notification(Notification notification) {
        String text = notification.shutdownText();
        List<String> facts = new ArrayList<>();
        facts.add("notification " + notification.describe());
        if (text != null) {
            facts.add("says " + text);
        } else if (notification.data().length > 0) {
            facts.add("data " + HexText.format(notification.data()));
        }
        return facts;
    }

    private static List<String> routeRefresh(byte[] octets, int length) {
        Notification fault = RouteRefresh.fault(octets, 0, length, true);
        if (fault != null) {
            return List.of(answer(fault));
        }
        RouteRefresh refresh = RouteRefresh.decode(octets, 0);
        return List.of("route-refresh " + refresh.afi() + "/" + refresh.safi() + " subtype " + refresh.subtype());
    }

    private static String answer(Notification notification) {
        if (notification == null) {
            return "close";
        }
        String head = "answer " + notification.code() + "/" + notification.subcode();
        return notification.data().length == 0 ? head : head + " " + HexText.format(notification.data());
    }

    private static String families(int bits) {
        StringBuilder text = new StringBuilder();
        for (Family family : Family.values()) {
            if ((bits & 1 << family.ordinal()) != 0) {
                text.append(' ').append(family);
            }
        }
        return text.toString();
    }

    private static void add(List<String> facts, boolean there, String fact) {
        if (there) {
            facts.add(fact);
        }
    }
}
