package dev.ribwatch.agent.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The table of differences that are known and judged. A line has five columns, separated by {@code |}: the kind of UPDATE, the
 * daemon, its verdict, ours, and the judgement, which ends with the number of an example in brackets. In the first four,
 * {@code *} stands for anything and {@code {a;b}} for either. The first line that fits judges a difference.
 */
final class Judgements {
    private static final Pattern EXAMPLE = Pattern.compile(".*\\[(\\d+)]");

    private final List<Row> rows = new ArrayList<>();

    private static final class Row {
        final String line;
        final Pattern pattern;
        final int example;
        final Set<Integer> judged = new TreeSet<>();

        Row(String line) {
            this.line = line;
            String[] columns = line.split("\\s*\\|\\s*", -1);
            java.util.regex.Matcher named = EXAMPLE.matcher(line);
            if (columns.length != 5 || !named.matches()) {
                throw new IllegalStateException("not a judgement: " + line);
            }
            example = Integer.parseInt(named.group(1));
            StringBuilder expression = new StringBuilder();
            for (int i = 0; i < 4; i++) {
                expression.append(i == 0 ? "" : "\\|").append(expression(columns[i].strip()));
            }
            pattern = Pattern.compile(expression.toString());
        }

        private static String expression(String glob) {
            StringBuilder text = new StringBuilder();
            int depth = 0;
            for (int i = 0; i < glob.length(); i++) {
                char c = glob.charAt(i);
                switch (c) {
                    case '*' -> text.append(".*");
                    case '{' -> {
                        text.append("(?:");
                        depth++;
                    }
                    case '}' -> {
                        text.append(')');
                        depth--;
                    }
                    default -> text.append(c == ';' && depth > 0 ? "|" : Pattern.quote(String.valueOf(c)));
                }
            }
            return text.toString();
        }
    }

    static Judgements read() throws IOException {
        Judgements judgements = new Judgements();
        for (String line : Files.readAllLines(
                LabFiles.root().resolve("agent/src/it/resources/dev/ribwatch/agent/lab/differences.txt"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                judgements.rows.add(new Row(line));
            }
        }
        return judgements;
    }

    /** Judges them; what is left, as lines that judgements could be made of. */
    List<String> judge(List<Difference> differences) {
        Map<String, List<OddUpdate>> unexplained = new TreeMap<>();
        for (Difference difference : differences) {
            String subject = difference.subject();
            boolean found = false;
            for (Row row : rows) {
                if (row.pattern.matcher(subject).matches()) {
                    row.judged.add(difference.update().number());
                    found = true;
                    break;
                }
            }
            if (!found) {
                unexplained.computeIfAbsent(subject, unknown -> new ArrayList<>()).add(difference.update());
            }
        }
        List<String> lines = new ArrayList<>();
        unexplained.forEach((subject, updates) -> lines.add(
                subject.replace("|", " | ") + " | " + updates.size() + " times: " + updates.get(0)));
        return lines;
    }

    /** Judgements of which no difference, or not the one of their example, was found. */
    List<String> unused() {
        List<String> unused = new ArrayList<>();
        for (Row row : rows) {
            if (!row.judged.contains(row.example)) {
                unused.add(row.line + " judged " + row.judged.stream().limit(3).toList());
            }
        }
        return unused;
    }

    Set<Integer> examples() {
        Set<Integer> examples = new TreeSet<>();
        rows.forEach(row -> examples.add(row.example));
        return examples;
    }

    int size() {
        return rows.size();
    }
}
