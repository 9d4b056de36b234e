package dev.ribwatch.agent.cli;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.value.Prefix;
import java.util.HashMap;
import java.util.Map;

/** Which routers of a config the peers of a recording are, as {@code --router NAME=PEERADDR} says. */
final class RecordedPeers {
    private RecordedPeers() {}

    /**
     * Routers by the address of their peer. What names none is bad usage of the command.
     *
     * @throws BadUsageException if a router is not in the config, or an address is none, or is given twice
     */
    static Map<Prefix, RouterConfig> named(Config config, Map<String, String> peers) {
        Map<Prefix, RouterConfig> named = new HashMap<>();
        peers.forEach((name, address) -> {
            RouterConfig router = config.routers().stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new BadUsageException(
                            "--router: the config has no router " + TextTable.printable(name), null));
            try {
                Prefix peer = Prefix.parse(address);
                if (!peer.isHost() || named.put(peer, router) != null) {
                    throw new IllegalArgumentException("not one address, or one given twice: \"" + address + "\"");
                }
            } catch (IllegalArgumentException e) {
                throw new BadUsageException("--router: " + e.getMessage(), e);
            }
        });
        return named;
    }
}
