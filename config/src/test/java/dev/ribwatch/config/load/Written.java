package dev.ribwatch.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.source.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Configurations that a test writes itself. */
final class Written {
    static final String AGENT = """
            agent: {as: 65000, router-id: 192.0.2.10, listen: ["127.0.0.1:1790"]}
            """;
    static final String ROUTER = """
            routers:
              - {name: edge1, address: 127.0.0.11, as: 65010, network: on-prem}
            """;
    static final String NETWORK = """
            networks:
              - {name: on-prem, asns: [65010], prefixes: [10.0.0.0/12]}
            """;
    static final String RECEIVER = """
            alerts:
              receivers:
                - {name: on-call, webhook: {url: "https://hooks.example/a"}}
            """;

    private final Path directory;
    private final Environment environment;

    Written(Path directory, Environment environment) {
        this.directory = directory;
        this.environment = environment;
    }

    Written file(String name, String text) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Loaded load(String text) {
        file("ribwatch.yaml", text);
        return new ConfigLoader(environment).load(directory.resolve("ribwatch.yaml"));
    }

    Config valid(String text) {
        Loaded loaded = load(text);
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
        return ((Loaded.Valid) loaded).config();
    }

    /** What is wrong, with file names as they stand in the directory. */
    List<String> problems(String text) {
        Loaded loaded = load(text);
        assertThat(loaded).isInstanceOf(Loaded.Invalid.class);
        return lines(((Loaded.Invalid) loaded).problems());
    }

    List<String> warnings(String text) {
        Loaded loaded = load(text);
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
        return lines(loaded.warnings());
    }

    private List<String> lines(List<Problem> problems) {
        return problems.stream()
                .map(problem -> problem.toString().replace(directory + "/", ""))
                .toList();
    }
}
