package dev.ribwatch.agent.lab;

import dev.ribwatch.agent.lab.Fault.Alert;
import dev.ribwatch.agent.lab.Fault.Change;
import dev.ribwatch.agent.lab.Fault.Stage;
import dev.ribwatch.agent.lab.Fault.Verb;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads the file of the scenario, whose head says how it is written. */
final class FaultFile {
    private static final String HEALTHY = "healthy";
    private static final Set<String> SEVERITIES = Set.of("critical", "warning", "info");

    /** What healthy routers send. */
    final List<Change> healthy = new ArrayList<>();

    final List<Fault> faults = new ArrayList<>();

    private List<Change> changes = new ArrayList<>();
    private Set<Alert> open = new HashSet<>();
    private List<String> told = new ArrayList<>();
    private boolean judged;

    private FaultFile() {}

    static FaultFile read(Path file) throws IOException {
        FaultFile read = new FaultFile();
        String name = "";
        List<Stage> stages = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            try {
                if (!line.startsWith(" ")) {
                    read.end(name, stages);
                    stages = new ArrayList<>();
                    name = text;
                } else {
                    char kind = text.charAt(0);
                    if (read.judged && kind != '=' && kind != ':') {
                        stages.add(read.stage());
                    }
                    read.line(kind, text.substring(1).strip());
                }
            } catch (RuntimeException wrong) {
                throw new IllegalStateException(file.getFileName() + ":" + number + ": " + line, wrong);
            }
        }
        read.end(name, stages);
        return read;
    }

    private void end(String name, List<Stage> stages) {
        if (name.equals(HEALTHY)) {
            healthy.addAll(changes);
            changes = new ArrayList<>();
        } else if (!name.isEmpty()) {
            if (!judged) {
                throw new IllegalArgumentException(name + ": nothing says what it opens");
            }
            stages.add(stage());
            faults.add(new Fault(name, List.copyOf(stages)));
        }
    }

    private Stage stage() {
        Stage stage = new Stage(List.copyOf(changes), Set.copyOf(open), List.copyOf(told));
        changes = new ArrayList<>();
        open = new HashSet<>();
        told = new ArrayList<>();
        judged = false;
        return stage;
    }

    private void line(char kind, String text) {
        String[] words = text.split(" +", -1);
        switch (kind) {
            case '+' -> routes(Verb.ANNOUNCE, words);
            case '-' -> routes(Verb.WITHDRAW, words);
            case '!' -> act(words, text);
            case '=' -> {
                judged = true;
                if (!text.equals("nothing")) {
                    alerts(words);
                }
            }
            case ':' -> told.add(text);
            default -> throw new IllegalArgumentException("begins with none of + - ! = :");
        }
    }

    private void act(String[] words, String text) {
        Verb verb = Verb.valueOf(words[0].toUpperCase(Locale.ROOT));
        switch (verb) {
            case RELOAD, BREAK -> changes.add(
                    new Change(verb, "", List.of(), text.substring(words[0].length()).strip()));
            case FLAP -> changes.add(new Change(verb, words[1], List.of(Route.of(words[2])), ""));
            default -> {
                for (String router : words[1].split(",", -1)) {
                    changes.add(new Change(verb, router, List.of(), ""));
                }
            }
        }
    }

    private void routes(Verb verb, String[] words) {
        List<Long> path = new ArrayList<>();
        List<String> communities = new ArrayList<>();
        String hop = "";
        int count = 1;
        String mode = "";
        for (int i = 2; i < words.length; i++) {
            String word = words[i];
            if (word.matches("path|via|with")) {
                mode = word;
            } else if (mode.isEmpty() && word.startsWith("x")) {
                count = Integer.parseInt(word.substring(1));
            } else {
                switch (mode) {
                    case "path" -> path.add(Long.parseLong(word));
                    case "via" -> hop = word;
                    case "with" -> communities.add(word);
                    default -> throw new IllegalArgumentException(word);
                }
            }
        }
        List<Route> routes = new ArrayList<>();
        for (String prefix : following(words[1], count)) {
            Route route = Route.of(prefix, path.stream().mapToLong(Long::longValue).toArray());
            route = communities.isEmpty() ? route : route.with(communities.toArray(String[]::new));
            routes.add(hop.isEmpty() ? route : route.via(hop));
        }
        for (String router : words[0].split(",", -1)) {
            changes.add(new Change(verb, router, List.copyOf(routes), ""));
        }
    }

    /** So many prefixes of one length, beginning with this one. */
    private static List<String> following(String first, int count) {
        List<String> prefixes = new ArrayList<>(List.of(first));
        for (int i = 1; i < count; i++) {
            prefixes.add(next(prefixes.get(i - 1)));
        }
        return prefixes;
    }

    private static String next(String prefix) {
        if (prefix.indexOf(':') >= 0) {
            throw new IllegalArgumentException("only IPv4 prefixes are counted");
        }
        int slash = prefix.indexOf('/');
        int length = Integer.parseInt(prefix.substring(slash + 1));
        byte[] address = Address.ip(prefix.substring(0, slash)).getAddress();
        long value = new BigInteger(1, address).longValue() + (1L << 32 - length);
        return "%d.%d.%d.%d/%d".formatted(value >> 24 & 255, value >> 16 & 255, value >> 8 & 255, value & 255, length);
    }

    private void alerts(String[] words) {
        String state = "firing";
        boolean unknown = false;
        List<Map<String, String>> all = new ArrayList<>();
        if (!SEVERITIES.contains(words[1])) {
            throw new IllegalArgumentException("no severity: " + words[1]);
        }
        all.add(new TreeMap<>(Expected.alert(words[0], words[1])));
        for (int i = 2; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals > 0) {
                all = each(all, words[i].substring(0, equals), words[i].substring(equals + 1));
            } else if (words[i].equals("pending")) {
                state = "pending";
            } else if (words[i].equals("unknown")) {
                unknown = true;
            } else {
                throw new IllegalArgumentException(words[i]);
            }
        }
        for (Map<String, String> labels : all) {
            open.add(new Alert(labels, state, unknown));
        }
    }

    private static List<Map<String, String>> each(List<Map<String, String>> all, String label, String values) {
        List<Map<String, String>> more = new ArrayList<>();
        for (Map<String, String> labels : all) {
            for (String value : values(values)) {
                Map<String, String> with = new LinkedHashMap<>(labels);
                with.put(label, value);
                more.add(with);
            }
        }
        return more;
    }

    private static List<String> values(String text) {
        int times = text.lastIndexOf('x');
        return text.indexOf('/') >= 0 && times > text.indexOf('/')
                ? following(text.substring(0, times), Integer.parseInt(text.substring(times + 1)))
                : List.of(text.split(",", -1));
    }
}
