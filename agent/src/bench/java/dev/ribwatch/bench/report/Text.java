package dev.ribwatch.bench.report;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The medians as Markdown tables: a row a case and figure, a column a subject, and Ribwatch's ratio to the rival. */
public final class Text {
    private static final String OWN = "ribwatch";

    private Text() {}

    private record Row(String of, double x, Figure figure) {}

    /**
     * @param titles of subjects and measurements by name; a name without one stands for itself
     * @param rivals to whom a ratio is taken, the first that has a value
     */
    public static String tables(Results results, Map<String, String> titles, List<String> rivals) {
        StringBuilder text = new StringBuilder();
        for (String measurement : results.measurements()) {
            text.append("\n## ")
                    .append(measurement)
                    .append(": ")
                    .append(title(titles, measurement))
                    .append("\n\n");
            table(text, results, results.of(measurement), titles, rivals);
        }
        if (!results.failures().isEmpty()) {
            text.append("\n## Could not be measured\n\n");
            results.failures()
                    .forEach(failure -> text.append("- ").append(failure).append('\n'));
        }
        return text.toString();
    }

    private static void table(
            StringBuilder text,
            Results results,
            List<Results.Key> keys,
            Map<String, String> titles,
            List<String> rivals) {
        Set<String> subjects = new LinkedHashSet<>();
        Map<Row, Results.Key> rows = new LinkedHashMap<>();
        for (Results.Key key : keys) {
            subjects.add(key.subject());
            rows.putIfAbsent(new Row(key.of(), key.x(), key.figure()), key);
        }
        boolean compares = subjects.size() > 1;
        text.append("| case | figure | unit |");
        subjects.forEach(
                subject -> text.append(' ').append(title(titles, subject)).append(" |"));
        text.append(compares ? " ratio |" : "").append("\n| --- | --- | --- |");
        text.append(" ---: |".repeat(subjects.size() + (compares ? 1 : 0))).append('\n');
        rows.forEach((row, any) -> {
            text.append("| ").append(row.of()).append(" | ").append(row.figure().name());
            text.append(" | ").append(row.figure().unit()).append(" |");
            for (String subject : subjects) {
                text.append(' ')
                        .append(number(results.median(Results.sibling(any, subject))))
                        .append(" |");
            }
            if (compares) {
                text.append(' ').append(number(ratio(results, any, rivals))).append(" |");
            }
            text.append('\n');
        });
    }

    /** Ribwatch's median over that of the first rival that has one; NaN if there is none. */
    static double ratio(Results results, Results.Key key, List<String> rivals) {
        if (key.figure().equals(Figure.OTHER) || key.figure().equals(Figure.CORE)) {
            return Double.NaN;
        }
        double own = results.median(Results.sibling(key, OWN));
        for (String rival : rivals) {
            double other = results.median(Results.sibling(key, rival));
            if (!Double.isNaN(other)) {
                return other == 0 ? Double.NaN : own / other;
            }
        }
        return Double.NaN;
    }

    private static String title(Map<String, String> titles, String name) {
        return titles.getOrDefault(name, name);
    }

    /** As short as it can be: for the round numbers of an axis. */
    static String plain(double value) {
        return new DecimalFormat("#,##0.###", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
    }

    /** Three significant digits or more; empty for NaN. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        double size = Math.abs(value);
        String format = size >= 100 || value == 0 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }
}
