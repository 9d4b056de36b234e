package dev.ribwatch.agent.lab;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What bgpdump reads in an MRT file: each prefix that is announced or withdrawn, and the table at the end.
 *
 * @param changes kind, peer, prefix and path identifier -> how often
 * @param table peer, prefix and path identifier -> attributes
 */
record BgpdumpReading(Map<String, Integer> changes, Map<String, List<String>> table) {
    private static final Map<String, String> WELL_KNOWN = Map.of(
            "no-export", "65535:65281",
            "no-advertise", "65535:65282",
            "local-AS", "65535:65283");

    /** Runs {@code bgpdump -m}; a session's routes end with each change of its state. */
    static BgpdumpReading of(String file) {
        Map<String, Integer> changes = new HashMap<>();
        Map<String, List<String>> table = new HashMap<>();
        for (String line : Subprocess.run("bgpdump", "-m", file).split("\n", -1)) {
            String[] fields = line.split("\\|", -1);
            if (fields.length < 5) {
                continue; // what it logs
            }
            String peer = Address.ip(fields[3]).getHostAddress();
            if (fields[2].equals("STATE")) {
                table.keySet().removeIf(key -> key.startsWith(peer + " "));
                continue;
            }
            boolean paths = fields[0].endsWith("_AP");
            String key = peer + " " + prefix(fields[5]) + (paths ? " " + fields[6] : "");
            boolean gone = fields[2].equals("W");
            changes.merge((gone ? "W " : "A ") + key, 1, Integer::sum);
            if (gone) {
                table.remove(key);
            } else {
                // The type BGP has no column of communities.
                table.put(key, attributes(fields, paths ? 7 : 6, !fields[0].equals("BGP")));
            }
        }
        return new BgpdumpReading(changes, table);
    }

    private static List<String> attributes(String[] fields, int path, boolean communities) {
        StringBuilder tags = new StringBuilder();
        if (communities) {
            for (String tag : fields[path + 5].split(" ", -1)) {
                tags.append(tags.isEmpty() ? "" : " ").append(WELL_KNOWN.getOrDefault(tag, tag));
            }
        }
        int rest = path + (communities ? 6 : 5);
        return List.of(
                fields[path],
                fields[path + 1].toLowerCase(java.util.Locale.ROOT),
                Address.ip(fields[path + 2]).getHostAddress(),
                fields[path + 3],
                fields[path + 4],
                tags.toString(),
                fields[rest],
                fields[rest + 1]);
    }

    /** It prints IPv6 addresses in its own way, and host bits as they came. */
    static String prefix(String text) {
        int slash = text.indexOf('/');
        byte[] octets = Address.ip(text.substring(0, slash)).getAddress();
        int length = Integer.parseInt(text.substring(slash + 1));
        for (int bit = length; bit < octets.length * 8; bit++) {
            octets[bit / 8] &= (byte) ~(0x80 >>> bit % 8);
        }
        try {
            return java.net.InetAddress.getByAddress(octets).getHostAddress() + "/" + length;
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
