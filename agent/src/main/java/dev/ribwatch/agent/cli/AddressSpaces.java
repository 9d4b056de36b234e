package dev.ribwatch.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads who has which addresses from what other tools write: JSON of virtual networks, or CSV of prefixes. */
final class AddressSpaces {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> PREFIX_COLUMNS =
            List.of("prefix", "cidr", "subnet", "address_prefix", "address_space");
    private static final List<String> NAME_COLUMNS =
            List.of("network_name", "network", "vnet", "name", "tenant", "site", "vrf", "group", "description");
    private static final int LONGEST_NAME = 100;

    private AddressSpaces() {}

    /**
     * Lines of a name and a prefix.
     *
     * @throws IllegalArgumentException if the text is neither, or an entry cannot be read; the message says where
     */
    static String lines(String text) {
        String content =
                (text.startsWith("\uFEFF") ? text.substring(1) : text).strip(); // spreadsheets begin UTF-8 with it
        List<String> lines = content.startsWith("[") || content.startsWith("{") ? json(content) : csv(content);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("no address space in it");
        }
        return String.join("\n", lines) + "\n";
    }

    private static List<String> json(String text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
        JsonNode list = root.isArray() ? root : root.path("value"); // as the provider's REST API pages it
        if (!list.isArray()) {
            throw new IllegalArgumentException("not a list of virtual networks");
        }
        List<String> names = names(list);
        List<String> lines = new ArrayList<>();
        int number = 0;
        for (JsonNode network : list) {
            String name = names.get(number);
            number++;
            JsonNode properties = network.has("properties") ? network.path("properties") : network;
            for (JsonNode spaces : List.of(
                    properties.path("addressSpace").path("addressPrefixes"),
                    properties.path("address_space"),
                    properties.path("addressPrefixes"),
                    properties.path("prefixes"))) {
                for (JsonNode space : spaces) {
                    lines.add(line(name, space.asText(), "entry " + number));
                }
            }
        }
        return lines;
    }

    /**
     * What each entry is called: those of one name, which is unique in a resource group only, by their resource group too; by a
     * number where that is not enough.
     */
    private static List<String> names(JsonNode list) {
        List<String> names = new ArrayList<>();
        Map<String, Integer> counts = new HashMap<>();
        for (JsonNode network : list) {
            String name = network.path("name").asText("");
            if (name.isEmpty()) {
                throw new IllegalArgumentException("entry " + (names.size() + 1) + " has no name");
            }
            names.add(name);
            counts.merge(safe(name), 1, Integer::sum);
        }
        Set<String> taken = new HashSet<>(counts.keySet());
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = safe(names.get(i));
            if (counts.getOrDefault(name, 0) > 1) {
                String group = list.path(i).path("resourceGroup").asText("");
                String whole = group.isEmpty() ? name : safe(group + "/" + name);
                String told = whole;
                while (!taken.add(told)) {
                    String number = "-" + numbers.merge(whole, 1, Integer::sum);
                    told = whole.substring(0, Math.min(LONGEST_NAME - number.length(), whole.length())) + number;
                }
                names.set(i, told);
            }
        }
        return names;
    }

    private static List<String> csv(String text) {
        List<String> rows = text.lines().toList();
        if (rows.isEmpty()) {
            return List.of();
        }
        String first = rows.get(0);
        char separator =
                first.indexOf(';') >= 0 && first.indexOf(',') < 0 ? ';' : first.indexOf('\t') >= 0 ? '\t' : ',';
        List<String> head = cells(first.toLowerCase(Locale.ROOT), separator);
        int prefix = column(head, PREFIX_COLUMNS);
        int name = column(head, NAME_COLUMNS);
        if (prefix < 0 || name < 0) {
            throw new IllegalArgumentException("the first line must name a column prefix and a column network");
        }
        List<String> lines = new ArrayList<>();
        for (int i = 1; i < rows.size(); i++) {
            List<String> cells = cells(rows.get(i), separator);
            boolean whole = cells.size() > Math.max(prefix, name);
            if (rows.get(i).isBlank() || whole && cells.get(name).isBlank()) {
                continue; // nobody has it
            }
            if (!whole) {
                throw new IllegalArgumentException("line " + (i + 1) + " has too few columns");
            }
            lines.add(line(cells.get(name), cells.get(prefix), "line " + (i + 1)));
        }
        return lines;
    }

    private static int column(List<String> head, List<String> names) {
        for (String name : names) {
            int at = head.indexOf(name);
            if (at >= 0) {
                return at;
            }
        }
        return -1;
    }

    /** The cells of a line; quotes as RFC 4180 has them, but for line breaks within. */
    private static List<String> cells(String line, char separator) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                boolean twice = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
                if (twice) {
                    cell.append(c);
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == separator && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString().strip());
        return cells;
    }

    private static String line(String name, String prefix, String where) {
        try {
            return called(name) + " " + Prefix.parse(prefix.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
        }
    }

    /** A name that a config may have. */
    private static String called(String name) {
        String safe = safe(name);
        if (safe.isEmpty() || safe.equals("unknown")) {
            throw new IllegalArgumentException("no name for a network: \"" + name + "\"");
        }
        return safe;
    }

    private static String safe(String name) {
        String safe = name.strip().replaceAll("[^\\p{L}\\p{N}._:/+-]+", "-").replaceAll("^[^\\p{L}\\p{N}]+", "");
        return safe.substring(0, Math.min(LONGEST_NAME, safe.length()));
    }
}
