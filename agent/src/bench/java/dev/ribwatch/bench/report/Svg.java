package dev.ribwatch.bench.report;

import java.util.Locale;

/** Writes one SVG document, a shape or text at a time. Lengths are pixels from the upper left corner. */
final class Svg {
    static final String INK = "#222222";
    static final String FAINT = "#dddddd";

    private final StringBuilder body = new StringBuilder();

    Svg(int width, int height, String title) {
        body.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\""
                        + " font-family=\"sans-serif\" font-size=\"13\" role=\"img\">%n<title>%3$s</title>%n"
                        + "<rect width=\"%1$d\" height=\"%2$d\" fill=\"#ffffff\"/>%n",
                width,
                height,
                escape(title)));
    }

    /** Where a text stands beside its point. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    void text(double x, double y, Anchor anchor, String text) {
        text(x, y, anchor, text, "");
    }

    void heading(double x, double y, String text) {
        text(x, y, Anchor.START, text, " font-size=\"16\" font-weight=\"bold\"");
    }

    /** Upwards along the left edge. */
    void sideways(double x, double y, String text) {
        String turn = String.format(Locale.ROOT, " transform=\"rotate(-90 %.1f %.1f)\"", x, y);
        text(x, y, Anchor.MIDDLE, text, turn);
    }

    private void text(double x, double y, Anchor anchor, String text, String more) {
        body.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\"%s>%s</text>%n",
                x,
                y,
                anchor.name().toLowerCase(Locale.ROOT),
                INK,
                more,
                escape(text)));
    }

    void line(double x1, double y1, double x2, double y2, String colour) {
        body.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
                x1,
                y1,
                x2,
                y2,
                colour));
    }

    void bar(double x, double y, double width, double height, String colour) {
        body.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
                x,
                y,
                width,
                height,
                colour));
    }

    void dot(double x, double y, String colour) {
        body.append(
                String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>%n", x, y, colour));
    }

    /** A line through points. */
    void path(double[] xs, double[] ys, String colour, boolean dashed) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < xs.length; i++) {
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", xs[i], ys[i]));
        }
        body.append(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>%n",
                points.toString().strip(),
                colour,
                dashed ? " stroke-dasharray=\"5 4\"" : ""));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public String toString() {
        return body + "</svg>\n";
    }
}
