package dev.ribwatch.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A scale with round ticks: values to pixels, linear from zero or logarithmic between powers of ten. */
final class Axis {
    private static final int LEAST_TICKS = 4;

    private final double from;
    private final double to;
    private final double low;
    private final double high;
    private final boolean logarithmic;
    private final List<Double> ticks = new ArrayList<>();

    private Axis(double from, double to, double low, double high, boolean logarithmic) {
        this.from = from;
        this.to = to;
        this.low = low;
        this.high = high;
        this.logarithmic = logarithmic;
    }

    /** From zero to at least this value, at these pixels. */
    static Axis linear(double most, double from, double to) {
        double magnitude = Math.pow(10, Math.floor(Math.log10(most > 0 ? most : 1)));
        double step = magnitude;
        for (double part : new double[] {0.5, 0.2}) {
            if (most / step < LEAST_TICKS) {
                step = magnitude * part;
            }
        }
        int steps = (int) Math.ceil(most / step - 1e-9);
        Axis axis = new Axis(from, to, 0, Math.max(1, steps) * step, false);
        for (int i = 0; i <= Math.max(1, steps); i++) {
            axis.ticks.add(i * step);
        }
        return axis;
    }

    /** Of positive values, between these pixels. */
    static Axis logarithmic(double least, double most, double from, double to) {
        double low = Math.floor(Math.log10(least) + 1e-9);
        double high = Math.max(low + 1, Math.ceil(Math.log10(most) - 1e-9));
        Axis axis = new Axis(from, to, low, high, true);
        for (double power = low; power <= high; power++) {
            axis.ticks.add(Math.pow(10, power));
        }
        return axis;
    }

    double at(double value) {
        double place = logarithmic ? Math.log10(value) : value;
        return from + (to - from) * (place - low) / (high - low);
    }

    List<Double> ticks() {
        return ticks;
    }
}
