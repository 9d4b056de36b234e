package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.config.value.Family;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Small parts of sentences. */
final class Phrases {
    private static final int LISTED = 8;
    private static final int LONGEST_WORD = 256;

    private Phrases() {}

    /** {@code a}, {@code a and b}, {@code a, b and c}; past eight, how many more there are. */
    static String list(Collection<?> things) {
        List<String> words = new ArrayList<>();
        for (Object thing : things) {
            if (words.size() == LISTED) {
                words.add((things.size() - LISTED) + " more");
                break;
            }
            words.add(clean(thing.toString()));
        }
        return joined(words);
    }

    /** All of them, as {@link #list} has them: some of more that are counted elsewhere. */
    static String some(Collection<?> samples) {
        List<String> words = new ArrayList<>();
        samples.forEach(sample -> words.add(clean(sample.toString())));
        return joined(words);
    }

    private static String joined(List<String> words) {
        if (words.size() < 2) {
            return String.join("", words);
        }
        String last = words.remove(words.size() - 1);
        return String.join(", ", words) + " and " + last;
    }

    /** Text in one line without control characters, at most 256 characters long. */
    static String clean(String text) {
        StringBuilder clean = new StringBuilder();
        int shown = Math.min(text.length(), LONGEST_WORD);
        for (int i = 0; i < shown; i++) {
            char c = text.charAt(i);
            boolean printable = c >= ' ' && c < 0x7f || c > 0x9f && Character.isDefined(c) && !isDirection(c);
            clean.append(printable ? c : '?');
        }
        return (shown < text.length() ? clean.append('…') : clean).toString();
    }

    /** Characters that change the direction of text could make a line read as another one. */
    private static boolean isDirection(char c) {
        return Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.LINE_SEPARATOR
                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                || Character.isSurrogate(c);
    }

    /** {@code IPv4} or {@code IPv6}. */
    static String family(@Nullable Family family) {
        return family == Family.IPV6_UNICAST ? "IPv6" : "IPv4";
    }

    /** Whole percent, rounded down, so that a threshold is never claimed early. */
    static String percent(double share) {
        return (int) Math.floor(share * 100 + 1e-9) + " %";
    }

    /** {@code 90s}, {@code 5m}, {@code 1h30m}, as the configuration writes it. */
    static String duration(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    static String count(int count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }

    /** A word that goes with so many: {@code is} or {@code are}. */
    static String agree(int count, String one, String many) {
        return count == 1 ? one : many;
    }

    static String names(List<Network> networks) {
        return list(networks.stream().map(Network::name).toList());
    }
}
