package dev.ribwatch.config.load;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.preset.Fact;
import dev.ribwatch.config.source.Place;
import dev.ribwatch.config.source.Printable;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** X5, X17: link, management and infrastructure blocks overlap nobody's space, and not each other. */
final class BlockWarnings {
    private final Config config;
    private final Scope scope;
    private final Waivers waivers;

    BlockWarnings(Config config, Scope scope, Waivers waivers) {
        this.config = config;
        this.scope = scope;
        this.waivers = waivers;
    }

    /** A block of a connection that no network declares. */
    private record Block(
            String connection, Prefix prefix, @Nullable String owner, Fact fact, String kind) {}

    void warn() {
        List<Block> blocks = new ArrayList<>();
        for (ConnectionConfig connection : config.connections()) {
            for (Prefix link : connection.terms().linkBlocks()) {
                blocks.add(new Block(connection.name(), link, null, Fact.X5, "link block "));
            }
            for (Prefix other : connection.terms().otherBlocks()) {
                blocks.add(new Block(connection.name(), other, connection.blocksOwner(), Fact.X17, "block "));
            }
        }
        for (int i = 0; i < blocks.size(); i++) {
            for (NetworkConfig network : config.networks()) {
                overlaps(blocks.get(i), network);
            }
            for (int j = 0; j < i; j++) {
                overlaps(blocks.get(i), blocks.get(j));
            }
        }
    }

    private void overlaps(Block block, NetworkConfig network) {
        for (Prefix space : network.prefixes()) {
            if (!network.open() && !network.name().equals(block.owner) && space.overlaps(block.prefix)) {
                warn(block.fact, block, space + " of " + Printable.quoted(network.name()));
            }
        }
    }

    /** It is of both connections: either may waive it. */
    private void overlaps(Block block, Block other) {
        if (other.prefix.overlaps(block.prefix) && !waivers.waives(other.connection, Fact.X17)) {
            warn(Fact.X17, block, other.kind + other.prefix + " of " + Printable.quoted(other.connection));
        }
    }

    private void warn(Fact fact, Block block, String other) {
        Place place = scope.connections().place(block.connection);
        if (place != null && !waivers.waives(block.connection, fact)) {
            scope.warning(place.problem(fact + ": " + block.kind + block.prefix + " overlaps " + other));
        }
    }
}
