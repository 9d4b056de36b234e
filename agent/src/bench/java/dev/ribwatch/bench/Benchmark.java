package dev.ribwatch.bench;

import dev.ribwatch.bench.daemon.Daemons;
import dev.ribwatch.bench.measure.Bench;
import dev.ribwatch.bench.measure.Measurement;
import dev.ribwatch.bench.report.JsonFile;
import dev.ribwatch.bench.report.Plots;
import dev.ribwatch.bench.report.Results;
import dev.ribwatch.bench.report.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures what the command line names; prints medians and ratios, writes them as JSON and SVG. */
public final class Benchmark {
    private static final List<String> RIVALS = List.of(Daemons.RIVAL, "bgpdump");

    private final Options options;
    private final Daemons catalogue;
    private final Results results = new Results();

    private Benchmark(Options options) {
        this.options = options;
        this.catalogue = new Daemons(options.launcher());
    }

    /** Called by {@code agent/bin/bench}: launcher, directory for results, options. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (Arrays.asList(arguments).contains("--list")) {
            Options.catalogue().forEach(one -> System.out.printf("%-18s %s%n", one.name(), one.about()));
            return;
        }
        try {
            new Benchmark(Options.parse(Arrays.asList(arguments))).run();
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage() + " (see --help, --list)");
            System.exit(2);
        }
    }

    private void run() throws IOException, InterruptedException {
        Files.createDirectories(options.out());
        List<Daemons.Kind> daemons = daemons();
        Map<String, Object> about = about(daemons);
        Bench bench = new Bench(
                options.routes(),
                options.quietSeconds(),
                daemons,
                catalogue,
                options.launcher(),
                options.out(),
                options.recordings(),
                results);
        for (Measurement measurement : options.measurements()) {
            for (int run = 0; run < options.runs(); run++) {
                measurement.run(bench);
            }
            // After each, as a full run takes an hour.
            JsonFile.write(options.out().resolve("bench.json"), results, about, RIVALS);
        }
        Map<String, String> titles = titles();
        System.out.printf("Medians of %d runs, tables of %,d routes%n", options.runs(), options.routes());
        System.out.print(Text.tables(results, titles, RIVALS));
        int plots = Plots.write(options.out(), results, name -> titles.getOrDefault(name, name))
                .size();
        System.out.printf("%n%s: bench.json and %d plots%n", options.out(), plots);
        if (!results.failures().isEmpty()) {
            System.exit(1);
        }
    }

    private Map<String, String> titles() {
        Map<String, String> titles = new HashMap<>();
        catalogue.all().forEach(kind -> titles.put(kind.name(), kind.title()));
        Options.catalogue().forEach(one -> titles.put(one.name(), one.about()));
        return titles;
    }

    private List<Daemons.Kind> daemons() {
        List<Daemons.Kind> daemons = new ArrayList<>();
        for (String name : options.daemons()) {
            if (catalogue.all().stream().noneMatch(kind -> kind.name().equals(name))) {
                throw new IllegalArgumentException("no daemon is called " + name);
            }
        }
        for (Daemons.Kind kind : catalogue.all()) {
            if (!options.daemons().isEmpty() && !options.daemons().contains(kind.name())) {
                continue;
            }
            if (kind.isInstalled()) {
                daemons.add(kind);
            } else {
                results.fail(kind.title() + " is not installed (apt-get install " + kind.debianPackage() + ")");
            }
        }
        return daemons;
    }

    private Map<String, Object> about(List<Daemons.Kind> daemons) throws IOException, InterruptedException {
        Map<String, String> versions = new LinkedHashMap<>();
        for (Daemons.Kind kind : daemons) {
            versions.put(kind.name(), kind.version());
        }
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cpus", Runtime.getRuntime().availableProcessors());
        machine.put("cpu", firstOf(Path.of("/proc/cpuinfo"), "model name"));
        machine.put("memory", firstOf(Path.of("/proc/meminfo"), "MemTotal"));
        machine.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("java", System.getProperty("java.vm.version"));
        machine.put("load", Files.readString(Path.of("/proc/loadavg")).strip());
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("made", Instant.now().toString());
        about.put("routes", options.routes());
        about.put("runs", options.runs());
        about.put("machine", machine);
        about.put("versions", versions);
        return about;
    }

    private static String firstOf(Path file, String name) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }
}
