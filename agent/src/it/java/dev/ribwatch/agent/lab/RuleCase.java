package dev.ribwatch.agent.lab;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * How a router breaks one rule, and heals it again. What is expected is the whole of what may be said: nothing else may fire.
 *
 * <p>The expectations are written from the table of rules, not from what the agent does.
 */
enum RuleCase {
    UNEXPECTED_DEFAULT_ROUTE {
        @Override
        void open(EdgeRouter router) throws IOException {
            router.announce(Route.of("0.0.0.0/0"));
        }

        @Override
        void close(EdgeRouter router) throws IOException {
            router.announce(Route.of("0.0.0.0/0", 64500));
        }

        @Override
        List<Map<String, String>> expected(String router, int number) {
            return List.of(
                    Expected.alert(
                            "UnexpectedDefaultRoute", "critical", "network", "on-prem", "router", router, "prefix",
                            "0.0.0.0/0", "family", "ipv4-unicast"),
                    Expected.alert(
                            "DefaultRouteMissing", "critical", "network", "transit", "router", router, "family",
                            "ipv4-unicast"));
        }
    },
    DEFAULT_ROUTE_MISSING {
        @Override
        void open(EdgeRouter router) throws IOException {
            router.withdraw("::/0");
        }

        @Override
        void close(EdgeRouter router) throws IOException {
            router.announce(Route.of("::/0", 64500));
        }

        @Override
        List<Map<String, String>> expected(String router, int number) {
            return List.of(Expected.alert(
                    "DefaultRouteMissing", "critical", "network", "transit", "router", router, "family",
                    "ipv6-unicast"));
        }
    },
    EFFECTIVE_DEFAULT_ROUTE {
        @Override
        void open(EdgeRouter router) throws IOException {
            router.announce(Route.of("0.0.0.0/1"));
        }

        @Override
        void close(EdgeRouter router) throws IOException {
            router.withdraw("0.0.0.0/1");
        }

        @Override
        List<Map<String, String>> expected(String router, int number) {
            return List.of(Expected.alert(
                    "EffectiveDefaultRoute", "critical", "network", "on-prem", "router", router, "family",
                    "ipv4-unicast"));
        }
    },
    OVERLAPPING_PREFIX {
        @Override
        void open(EdgeRouter router) throws IOException {
            router.announce(Route.of("10.32.%d.0/24".formatted(numberOf(router))));
        }

        @Override
        void close(EdgeRouter router) throws IOException {
            router.withdraw("10.32.%d.0/24".formatted(numberOf(router)));
        }

        @Override
        List<Map<String, String>> expected(String router, int number) {
            return List.of(Expected.alert(
                    "OverlappingPrefix", "critical", "network", "on-prem", "other_network", "azure-prod", "prefix",
                    "10.32.%d.0/24".formatted(number), "other_prefix", "10.32.0.0/16", "family", "ipv4-unicast"));
        }
    },
    UNEXPECTED_PREFIX {
        @Override
        void open(EdgeRouter router) throws IOException {
            router.announce(Route.of("203.10.113.0/24"));
        }

        @Override
        void close(EdgeRouter router) throws IOException {
            router.withdraw("203.10.113.0/24");
        }

        @Override
        List<Map<String, String>> expected(String router, int number) {
            return List.of(Expected.alert(
                    "UnexpectedPrefix", "warning", "network", "on-prem", "router", router, "prefix", "203.10.113.0/24",
                    "family", "ipv4-unicast"));
        }
    },
    BOGON {
        @Override
        void open(EdgeRouter router) throws IOException {
            router.announce(Route.of("100.64.0.0/24", 64500));
        }

        @Override
        void close(EdgeRouter router) throws IOException {
            router.withdraw("100.64.0.0/24");
        }

        @Override
        List<Map<String, String>> expected(String router, int number) {
            return List.of(Expected.alert(
                    "Bogon", "warning", "network", "transit", "router", router, "prefix", "100.64.0.0/24", "family",
                    "ipv4-unicast"));
        }
    },
    ROUTE_LEAK {
        @Override
        void open(EdgeRouter router) throws IOException {
            router.announce(Route.of("10.33.0.0/16", 1299, 3320, 174, 12076).with("12076:51004"));
        }

        @Override
        void close(EdgeRouter router) throws IOException {
            router.announce(Route.of("10.33.0.0/16", 12076).with("12076:51004"));
        }

        @Override
        List<Map<String, String>> expected(String router, int number) {
            return List.of(Expected.alert(
                    "RouteLeak", "critical", "network", "azure-prod", "router", router, "prefix", "10.33.0.0/16",
                    "family", "ipv4-unicast"));
        }
    },
    MISSING_PREFIX {
        @Override
        void open(EdgeRouter router) throws IOException {
            router.withdraw("10.33.0.0/16");
        }

        @Override
        void close(EdgeRouter router) throws IOException {
            router.announce(Route.of("10.33.0.0/16", 12076).with("12076:51004"));
        }

        @Override
        List<Map<String, String>> expected(String router, int number) {
            return List.of(Expected.alert(
                    "MissingPrefix", "critical", "network", "azure-prod", "router", router, "prefix", "10.33.0.0/16",
                    "family", "ipv4-unicast"));
        }
    },
    NETWORK_INVISIBLE {
        @Override
        void open(EdgeRouter router) throws IOException {
            router.withdraw("2001:db8:32::/48");
        }

        @Override
        void close(EdgeRouter router) throws IOException {
            router.announce(Route.of("2001:db8:32::/48", 12076).with("12076:51004"));
        }

        @Override
        List<Map<String, String>> expected(String router, int number) {
            return List.of(Expected.alert(
                    "NetworkInvisible", "critical", "network", "azure-prod", "router", router, "family",
                    "ipv6-unicast"));
        }
    },
    UNEXPECTED_VISIBILITY {
        @Override
        void open(EdgeRouter router) throws IOException {
            router.announce(Route.of("192.168.64.0/24", 64999));
        }

        @Override
        void close(EdgeRouter router) throws IOException {
            router.withdraw("192.168.64.0/24");
        }

        @Override
        List<Map<String, String>> expected(String router, int number) {
            return List.of(Expected.alert(
                    "UnexpectedVisibility", "warning", "network", "stranger", "router", router, "family",
                    "ipv4-unicast"));
        }
    },
    UNEXPECTED_ORIGIN {
        @Override
        void open(EdgeRouter router) throws IOException {
            router.announce(Route.of("172.28.1.0/24", 64700, 64701).with("65010:10"));
        }

        @Override
        void close(EdgeRouter router) throws IOException {
            router.withdraw("172.28.1.0/24");
        }

        @Override
        List<Map<String, String>> expected(String router, int number) {
            return tagged("UnexpectedOrigin", "critical", router, "172.28.1.0/24");
        }
    },
    FORBIDDEN_PATH {
        @Override
        void open(EdgeRouter router) throws IOException {
            router.announce(Route.of("172.28.2.0/24", 64666, 64700).with("65010:10"));
        }

        @Override
        void close(EdgeRouter router) throws IOException {
            router.withdraw("172.28.2.0/24");
        }

        @Override
        List<Map<String, String>> expected(String router, int number) {
            return tagged("ForbiddenPath", "warning", router, "172.28.2.0/24");
        }
    },
    MISSING_COMMUNITY {
        @Override
        void open(EdgeRouter router) throws IOException {
            router.announce(Route.of("172.28.3.0/24", 64700).with("65010:20"));
        }

        @Override
        void close(EdgeRouter router) throws IOException {
            router.withdraw("172.28.3.0/24");
        }

        @Override
        List<Map<String, String>> expected(String router, int number) {
            return tagged("MissingCommunity", "warning", router, "172.28.3.0/24");
        }
    },
    FORBIDDEN_COMMUNITY {
        @Override
        void open(EdgeRouter router) throws IOException {
            router.announce(Route.of("172.28.4.0/24", 64700).with("65010:10", "65010:13"));
        }

        @Override
        void close(EdgeRouter router) throws IOException {
            router.withdraw("172.28.4.0/24");
        }

        @Override
        List<Map<String, String>> expected(String router, int number) {
            return tagged("ForbiddenCommunity", "warning", router, "172.28.4.0/24");
        }
    },
    SESSION_DOWN {
        @Override
        void open(EdgeRouter router) {
            router.kill();
        }

        @Override
        void close(EdgeRouter router) throws IOException {
            router.start();
        }

        @Override
        List<Map<String, String>> expected(String router, int number) {
            return List.of(Expected.alert("SessionDown", "warning", "router", router));
        }
    };

    abstract void open(EdgeRouter router) throws IOException;

    abstract void close(EdgeRouter router) throws IOException;

    /** The label sets that fire while this router's case is open. */
    abstract List<Map<String, String>> expected(String router, int number);

    private static List<Map<String, String>> tagged(String rule, String severity, String router, String prefix) {
        return List.of(Expected.alert(
                rule, severity, "network", "tagged", "router", router, "prefix", prefix, "family", "ipv4-unicast"));
    }

    /** Tells the routers apart where the rule's subject does not: the last octet of their address. */
    static int numberOf(EdgeRouter router) {
        String address = router.seat().address();
        return Integer.parseInt(address.substring(address.lastIndexOf('.') + 1));
    }
}
