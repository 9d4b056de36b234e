package dev.ribwatch.config.load;

import dev.ribwatch.config.binding.Located;
import dev.ribwatch.config.binding.RouterDefaults;
import dev.ribwatch.config.binding.RouterEntry;
import dev.ribwatch.config.source.Printable;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * MD5 keys of ranges: the kernel asks an address for the key of the longest prefix that has one and holds it, and cannot be
 * told that a part of that has none.
 */
final class KeyChecks {
    private final Scope scope;
    private final RouterDefaults defaults;

    KeyChecks(Scope scope, RouterDefaults defaults) {
        this.scope = scope;
        this.defaults = defaults;
    }

    /** Reports routers and ranges without a key that lie within a range with one. */
    void check(List<Located<RouterEntry>> entries) {
        List<RouterEntry> keyed = new ArrayList<>();
        for (Located<RouterEntry> entry : entries) {
            Prefix address = address(entry.value());
            if (address != null
                    && !address.isHost()
                    && RouterChecks.or(entry.value().md5(), defaults.md5()) != null) {
                keyed.add(entry.value());
            }
        }
        for (Located<RouterEntry> entry : keyed.isEmpty() ? List.<Located<RouterEntry>>of() : entries) {
            Object key = RouterChecks.or(entry.value().md5(), defaults.md5());
            RouterEntry around = scope.absent(entry.place(), "md5", key) ? around(keyed, entry.value()) : null;
            if (around != null) {
                scope.error(entry.place()
                        .missing(
                                "md5",
                                "missing: " + name(entry.value()) + " lies within the range " + name(around)
                                        + ", which has one, and the kernel would ask it for that; give it one, or take"
                                        + " the range's away"));
            }
        }
    }

    /** The longest of those that hold the entry's address, whose key would be asked for; null if none does. */
    private static @Nullable RouterEntry around(List<RouterEntry> keyed, RouterEntry entry) {
        Prefix address = address(entry);
        RouterEntry longest = null;
        int length = -1;
        for (RouterEntry one : keyed) {
            Prefix range = address(one);
            if (address != null
                    && range != null
                    && range.length() > length
                    && !range.equals(address)
                    && range.contains(address)) {
                longest = one;
                length = range.length();
            }
        }
        return longest;
    }

    private static @Nullable Prefix address(RouterEntry entry) {
        Located<Prefix> address = entry.address();
        return address == null ? null : address.value();
    }

    private static String name(RouterEntry entry) {
        Located<String> name = entry.name();
        Prefix address = address(entry);
        return name != null ? Printable.quoted(name.value()) : String.valueOf(address);
    }
}
