package dev.ribwatch.bench;

import dev.ribwatch.bench.daemon.Daemons;
import dev.ribwatch.bench.measure.Measurement;
import dev.ribwatch.bench.measure.Measurements;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The command line.
 *
 * @param launcher of Ribwatch
 * @param daemons names of those to measure; empty: all
 * @param quietSeconds to wait before each trial for cores that are as fast as ever, at most
 * @param recordings MRT files to replay beside the generated one
 */
record Options(
        Path launcher,
        List<Measurement> measurements,
        List<String> daemons,
        int routes,
        int runs,
        int quietSeconds,
        Path out,
        List<Path> recordings) {
    private static final int FULL_TABLE = 1_200_000;
    private static final int LEAST_ROUTES = 1_000;

    /** What is asked for; throws IllegalArgumentException with a line for people. */
    static Options parse(List<String> arguments) {
        Path launcher = Path.of(arguments.get(0));
        List<Measurement> measurements = named(List.of(Measurements.QUICK));
        List<String> daemons = List.of(Daemons.RIVAL, "ribwatch");
        int routes = FULL_TABLE;
        int runs = 3;
        int quietSeconds = 0;
        Path out = Path.of(arguments.get(1));
        List<Path> recordings = new ArrayList<>();
        for (int i = 2; i < arguments.size(); i++) {
            String option = arguments.get(i);
            switch (option) {
                case "--quick" -> {}
                case "--full" -> {
                    measurements = Measurements.ALL;
                    daemons = List.of();
                }
                case "--only" -> {
                    measurements = named(list(arguments, ++i));
                    daemons = List.of();
                }
                case "--hundred" -> {
                    measurements = new ArrayList<>(measurements);
                    measurements.addAll(Measurements.ON_REQUEST);
                }
                case "--daemons" -> daemons = list(arguments, ++i);
                case "--routes" -> routes = number(arguments, ++i, LEAST_ROUTES);
                case "--runs" -> runs = number(arguments, ++i, 1);
                case "--quiet" -> quietSeconds = number(arguments, ++i, 0);
                case "--out" -> out = Path.of(value(arguments, ++i));
                case "--mrt" -> recordings.add(Path.of(value(arguments, ++i)));
                default -> throw new IllegalArgumentException("unknown option: " + option);
            }
        }
        return new Options(launcher, measurements, daemons, routes, runs, quietSeconds, out, recordings);
    }

    static Stream<Measurement> catalogue() {
        return Stream.concat(Measurements.ALL.stream(), Measurements.ON_REQUEST.stream());
    }

    private static List<Measurement> named(List<String> names) {
        return names.stream()
                .map(name -> catalogue()
                        .filter(one -> one.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no measurement is called " + name)))
                .toList();
    }

    private static String value(List<String> arguments, int at) {
        if (at >= arguments.size()) {
            throw new IllegalArgumentException(arguments.get(at - 1) + " needs a value");
        }
        return arguments.get(at);
    }

    private static List<String> list(List<String> arguments, int at) {
        return Arrays.asList(value(arguments, at).split(",", -1));
    }

    private static int number(List<String> arguments, int at, int least) {
        try {
            int number = Integer.parseInt(value(arguments, at));
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(arguments.get(at - 1) + " is a number, " + least + " or more");
    }
}
