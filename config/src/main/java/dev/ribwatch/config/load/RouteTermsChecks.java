package dev.ribwatch.config.load;

import dev.ribwatch.config.RouteTerms;
import dev.ribwatch.config.binding.Items;
import dev.ribwatch.config.binding.Located;
import dev.ribwatch.config.binding.NetworkEntry;
import dev.ribwatch.config.binding.NetworkEntry.CommunitiesEntry;
import dev.ribwatch.config.binding.NetworkEntry.PathEntry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code origins}, {@code path} and {@code communities} of a network: what its routes must look like. */
final class RouteTermsChecks {
    /** No BGP message has room for more. */
    private static final int LONGEST_PATH = 1_024;

    private final Scope scope;

    RouteTermsChecks(Scope scope) {
        this.scope = scope;
    }

    RouteTerms terms(NetworkEntry entry, boolean open) {
        if (open && entry.origins() != null) {
            scope.error(entry.origins().place().keyProblem("an open network has no address space to hold it to"));
        }
        notEmpty(entry.origins(), "no AS may originate anything: leave origins out to allow all");
        return new RouteTerms(
                Items.values(entry.origins()),
                entry.path() == null ? RouteTerms.Path.ANY : path(entry.path()),
                entry.communities() == null ? RouteTerms.Communities.ANY : communities(entry.communities()));
    }

    private RouteTerms.Path path(Located<PathEntry> located) {
        PathEntry entry = located.value();
        boolean some = given(located, "forbid", entry.forbid());
        some |= given(located, "require", entry.require());
        some |= given(located, "private-as", entry.privateAs());
        some |= given(located, "max-length", entry.maxLength());
        some |= given(located, "as-set", entry.asSet());
        if (!some) {
            scope.error(located.place().problem("no condition: this would accept every path"));
        }
        apart(entry.forbid(), entry.require());
        return new RouteTerms.Path(
                Items.values(entry.forbid()),
                Items.values(entry.require()),
                entry.privateAs() == null || entry.privateAs().value(),
                maxLength(entry.maxLength()),
                entry.asSet() == null || entry.asSet().value());
    }

    private int maxLength(@Nullable Located<Integer> length) {
        if (length == null) {
            return RouteTerms.Path.NO_BOUND;
        }
        if (length.value() < 0 || length.value() > LONGEST_PATH) {
            scope.error(length.place().problem("out of range 0 to " + LONGEST_PATH + ": " + length.value()));
        }
        return length.value();
    }

    private RouteTerms.Communities communities(Located<CommunitiesEntry> located) {
        CommunitiesEntry entry = located.value();
        boolean some = given(located, "require", entry.require());
        some |= given(located, "forbid", entry.forbid());
        if (!some) {
            scope.error(located.place().problem("no condition: this would accept every route"));
        }
        apart(entry.forbid(), entry.require());
        return new RouteTerms.Communities(Items.values(entry.require()), Items.values(entry.forbid()));
    }

    /** Whether a condition is given, soundly or badly. */
    private boolean given(Located<?> owner, String key, @Nullable Object condition) {
        if (condition instanceof Items<?> items) {
            notEmpty(items, "an empty list asks for nothing");
        }
        return !scope.absent(owner.place(), key, condition);
    }

    private void notEmpty(@Nullable Items<?> items, String message) {
        if (items != null && items.items().isEmpty() && items.whole()) {
            scope.error(items.place().problem(message));
        }
    }

    /** Reports what is both forbidden and required. */
    private <T> void apart(@Nullable Items<T> forbid, @Nullable Items<T> require) {
        Set<T> forbidden = new HashSet<>(Items.values(forbid));
        List<Located<T>> required = Items.of(require);
        for (Located<T> one : required) {
            if (forbidden.contains(one.value())) {
                scope.error(one.place().problem("both required and forbidden: " + one.value()));
            }
        }
    }
}
