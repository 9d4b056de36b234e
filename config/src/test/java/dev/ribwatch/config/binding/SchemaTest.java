package dev.ribwatch.config.binding;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.ribwatch.config.ConfigSchema;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.FullEnvironment;
import dev.ribwatch.config.load.Loaded;
import dev.ribwatch.config.source.Problems;
import dev.ribwatch.config.source.YamlSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The committed schema is that of the records, and agrees with the loader as far as a schema can see. */
class SchemaTest {
    private static final Path COMMITTED = Path.of("src/main/resources/dev/ribwatch/config/ribwatch.schema.json");
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(ConfigSchema.text());

    /** Run with {@code -Dribwatch.schema.write=true} to write the file anew after a change of the records. */
    @Test
    void hasNotDrifted() throws IOException {
        String schema = SchemaWriter.write();
        if (Boolean.getBoolean("ribwatch.schema.write")) {
            Files.createDirectories(COMMITTED.getParent());
            Files.writeString(COMMITTED, schema);
        }
        assertThat(Files.readString(COMMITTED)).isEqualTo(schema);
    }

    @Test
    void isOnTheClassPathAsCommitted() throws IOException {
        assertThat(ConfigSchema.text()).isEqualTo(Files.readString(COMMITTED));
    }

    static Stream<Path> valid() throws IOException {
        return Stream.concat(
                yaml(Path.of("src/test/resources/valid")).stream(), Stream.of(Path.of("examples/ribwatch.yaml")));
    }

    static List<Path> defects() throws IOException {
        return yaml(Path.of("src/test/resources/defects"));
    }

    private static List<Path> yaml(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("valid")
    void acceptsWhatTheLoaderAccepts(Path file) throws IOException {
        assertThat(new ConfigLoader(new FullEnvironment()).load(file)).isInstanceOf(Loaded.Valid.class);
        assertThat(validate(file)).isEmpty();
    }

    /** The head of each defect says whether a schema can see it; where there is no tree, it has nothing to say. */
    @ParameterizedTest
    @MethodSource("defects")
    void seesTheDefectsThatASchemaCanSee(Path file) throws IOException {
        String head = Files.readAllLines(file).get(0);
        switch (head) {
            case "# schema: accepts" -> assertThat(validate(file)).isEmpty();
            case "# schema: refuses" -> assertThat(validate(file)).isNotEmpty();
            default -> assertThat(head).isEqualTo("# schema: none");
        }
    }

    private static Set<ValidationMessage> validate(Path file) throws IOException {
        Problems problems = new Problems();
        YamlSource source = YamlSource.read(file.toString(), Files.readString(file), problems);
        assertThat(problems.errors()).isEmpty();
        return SCHEMA.validate(source.tree());
    }
}
