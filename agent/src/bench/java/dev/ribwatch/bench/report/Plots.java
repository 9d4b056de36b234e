package dev.ribwatch.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The figures as SVG files: bars where subjects are compared, a curve where a quantity grows. */
public final class Plots {
    private static final int WIDTH = 760;
    private static final int LEFT = 90;
    private static final int RIGHT = 40;
    private static final int TOP = 72;

    private static final int BAR = 18;
    private static final int BAR_LEFT = 120;
    private static final int BAR_RIGHT = 90;
    private static final int GROUP_GAP = 30;

    private static final int CURVE_HEIGHT = 440;
    private static final int CURVE_BOTTOM = 60;
    private static final String CURVE = "#0072b2";
    private static final int REFERENCE_POINTS = 60;
    private static final String REFERENCE = "#999999";

    /** Told apart by people who see few colours, too. */
    private static final Map<String, String> COLOURS = Map.of(
            "ribwatch",
            "#d55e00",
            "bird",
            "#0072b2",
            "frr",
            "#009e73",
            "openbgpd",
            "#cc79a7",
            "gobgp",
            "#56b4e9",
            "bgpdump",
            "#0072b2");

    private record Heading(String title, String about) {}

    private Plots() {}

    /** Writes a file for each figure of each measurement that compares or grows; their names. */
    public static List<Path> write(Path directory, Results results, UnaryOperator<String> title) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String measurement : results.measurements()) {
            Map<Figure, List<Results.Key>> figures = new LinkedHashMap<>();
            for (Results.Key key : results.of(measurement)) {
                if (key.figure().equals(Figure.OTHER) || key.figure().equals(Figure.CORE)) {
                    continue;
                }
                figures.computeIfAbsent(key.figure(), first -> new ArrayList<>())
                        .add(key);
            }
            for (Map.Entry<Figure, List<Results.Key>> entry : figures.entrySet()) {
                List<Results.Key> keys = entry.getValue();
                Heading heading =
                        new Heading(measurement + ": " + entry.getKey().name(), title.apply(measurement));
                String svg = "";
                if (keys.stream().filter(key -> key.x() > 0).count() > 1) {
                    svg = curve(heading, keys, results);
                } else if (keys.stream().map(Results.Key::subject).distinct().count() > 1) {
                    svg = bars(heading, keys, results, title);
                }
                if (!svg.isEmpty()) {
                    String name = (measurement + "-" + entry.getKey().name()).replaceAll("[^A-Za-z0-9]+", "-");
                    files.add(Files.writeString(directory.resolve(name + ".svg"), svg));
                }
            }
        }
        return files;
    }

    private static String bars(Heading heading, List<Results.Key> keys, Results results, UnaryOperator<String> title) {
        Set<String> cases = new LinkedHashSet<>();
        keys.forEach(key -> cases.add(key.of()));
        int height = TOP + keys.size() * (BAR + 4) + cases.size() * GROUP_GAP + 50;
        double bottom = height - 50;
        Svg svg = new Svg(WIDTH, height, heading.title());
        svg.heading(12, 26, heading.title());
        svg.text(12, 46, Svg.Anchor.START, heading.about());
        double most = keys.stream().mapToDouble(results::median).max().orElse(1);
        Axis axis = Axis.linear(most, BAR_LEFT, WIDTH - BAR_RIGHT);
        for (double tick : axis.ticks()) {
            svg.line(axis.at(tick), TOP, axis.at(tick), bottom, Svg.FAINT);
            svg.text(axis.at(tick), bottom + 18, Svg.Anchor.MIDDLE, Text.plain(tick));
        }
        svg.text(
                (BAR_LEFT + WIDTH - BAR_RIGHT) / 2.0,
                height - 12,
                Svg.Anchor.MIDDLE,
                label(keys.get(0).figure()));
        double y = TOP;
        for (String of : cases) {
            svg.text(BAR_LEFT, y + 18, Svg.Anchor.START, of);
            y += GROUP_GAP - 4;
            for (Results.Key key : keys) {
                if (key.of().equals(of)) {
                    double median = results.median(key);
                    svg.text(BAR_LEFT - 8, y + BAR - 4, Svg.Anchor.END, title.apply(key.subject()));
                    double width = Math.max(1, axis.at(median) - BAR_LEFT);
                    svg.bar(BAR_LEFT, y, width, BAR, COLOURS.getOrDefault(key.subject(), REFERENCE));
                    svg.text(axis.at(median) + 6, y + BAR - 4, Svg.Anchor.START, Text.number(median));
                    y += BAR + 4;
                }
            }
            y += 4;
        }
        svg.line(BAR_LEFT, TOP, BAR_LEFT, bottom, Svg.INK);
        return svg.toString();
    }

    /**
     * The x axis is logarithmic where x grows by 100 or more. The dashed line grows as n log n and ends where the curve does:
     * where the curve lies on it or above, it grows no faster.
     */
    private static String curve(Heading heading, List<Results.Key> keys, Results results) {
        double[] xs = keys.stream().mapToDouble(Results.Key::x).sorted().toArray();
        double[] values = keys.stream()
                .sorted(java.util.Comparator.comparingDouble(Results.Key::x))
                .mapToDouble(results::median)
                .toArray();
        double most = 0;
        for (double value : values) {
            most = Math.max(most, value);
        }
        double bottom = CURVE_HEIGHT - CURVE_BOTTOM;
        Svg svg = new Svg(WIDTH, CURVE_HEIGHT, heading.title());
        svg.heading(12, 26, heading.title());
        svg.text(12, 46, Svg.Anchor.START, heading.about());
        double last = xs[xs.length - 1];
        Axis x = last / xs[0] >= 100
                ? Axis.logarithmic(xs[0], last, LEFT, WIDTH - RIGHT)
                : Axis.linear(last, LEFT, WIDTH - RIGHT);
        Axis y = Axis.linear(most, bottom, TOP);
        for (double tick : y.ticks()) {
            svg.line(LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick), Svg.FAINT);
            svg.text(LEFT - 8, y.at(tick) + 4, Svg.Anchor.END, Text.plain(tick));
        }
        for (double tick : x.ticks()) {
            svg.line(x.at(tick), bottom, x.at(tick), bottom + 5, Svg.INK);
            svg.text(x.at(tick), bottom + 20, Svg.Anchor.MIDDLE, Text.plain(tick));
        }
        svg.line(LEFT, bottom, WIDTH - RIGHT, bottom, Svg.INK);
        svg.line(LEFT, TOP, LEFT, bottom, Svg.INK);
        svg.text(
                (LEFT + WIDTH - RIGHT) / 2.0,
                CURVE_HEIGHT - 12,
                Svg.Anchor.MIDDLE,
                keys.get(0).of().replaceAll("^[0-9,]+ ", ""));
        svg.sideways(20, (TOP + bottom) / 2, label(keys.get(0).figure()));
        double[] px = new double[xs.length];
        double[] py = new double[xs.length];
        for (int i = 0; i < xs.length; i++) {
            px[i] = x.at(xs[i]);
            py[i] = y.at(values[i]);
            svg.dot(px[i], py[i], CURVE);
        }
        svg.path(px, py, CURVE, false);
        reference(svg, x, y, xs[0], last, values[values.length - 1]);
        return svg.toString();
    }

    private static void reference(Svg svg, Axis x, Axis y, double from, double to, double atEnd) {
        double[] px = new double[REFERENCE_POINTS];
        double[] py = new double[REFERENCE_POINTS];
        for (int i = 0; i < REFERENCE_POINTS; i++) {
            double at = from * Math.pow(to / from, i / (REFERENCE_POINTS - 1.0));
            px[i] = x.at(at);
            py[i] = y.at(atEnd * at * Math.log(at + 1) / (to * Math.log(to + 1)));
        }
        svg.path(px, py, REFERENCE, true);
        svg.text(WIDTH - RIGHT, TOP - 8, Svg.Anchor.END, "dashed: n log n");
    }

    private static String label(Figure figure) {
        return figure.name() + ", " + figure.unit();
    }
}
