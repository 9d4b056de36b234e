package dev.ribwatch.config.binding;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.ribwatch.config.source.Place;
import dev.ribwatch.config.source.Problems;
import dev.ribwatch.config.source.Suggestion;
import dev.ribwatch.config.source.YamlSource;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Binds a file's tree to its records. Every problem is reported with its place; what is sound is still bound. */
public final class Binder {
    private static final ObjectMapper MAPPER = mapper();

    private Binder() {}

    private static ObjectMapper mapper() {
        SimpleModule module = new SimpleModule();
        Scalars.addTo(module);
        ContainerReaders.addTo(module);
        return JsonMapper.builder()
                .addModule(module)
                .addHandler(new UnknownKeys())
                .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build();
    }

    /** The records of a file, or null if it is no mapping. */
    public static <T> @Nullable Located<T> bind(YamlSource source, Class<T> type, Problems problems) {
        Binding binding = new Binding(source, problems);
        JavaType located = MAPPER.getTypeFactory().constructParametricType(Located.class, type);
        try {
            return MAPPER.readerFor(located)
                    .withAttribute(Binding.class, binding)
                    .readValue(source.tree());
        } catch (JsonProcessingException e) {
            // Only what the readers did not foresee; the message is Jackson's, without its source excerpt.
            problems.error(binding.root().problem(e.getOriginalMessage()));
            return null;
        } catch (IOException e) {
            throw new IllegalStateException("a tree in memory cannot fail to be read", e);
        }
    }

    /** Reports keys that a section does not know, and those that it will know. */
    private static final class UnknownKeys extends DeserializationProblemHandler {
        private static final int LISTED = 24;

        @Override
        public boolean handleUnknownProperty(
                DeserializationContext context,
                JsonParser parser,
                JsonDeserializer<?> reader,
                Object beanOrClass,
                String key)
                throws IOException {
            Binding binding = Binding.of(context);
            JsonParser document = context.getParser();
            // Jackson sets unknown keys of a record aside until it can make the record. Comes the key then from that
            // store, the document's parser stands on the closing brace, and its context is already that of the parent.
            Place place = parser == document ? binding.place(parser) : binding.place(document.getParsingContext(), key);
            parser.skipChildren();
            binding.problems().error(place.keyProblem(message(reader, key)));
            return true;
        }

        private static String message(JsonDeserializer<?> reader, String key) {
            Class<?> type = reader.handledType();
            NotBuilt reserved = type == null ? null : type.getAnnotation(NotBuilt.class);
            if (reserved != null && Arrays.asList(reserved.keys()).contains(key)) {
                return reserved.subject() + ' ' + key + " is not built yet";
            }
            Collection<Object> names = reader.getKnownPropertyNames();
            if (names == null) {
                return "unknown key";
            }
            Collection<String> known = names.stream().map(Object::toString).toList();
            String hint = Suggestion.of(key, known);
            if (!hint.isEmpty() || known.size() > LISTED) {
                return "unknown key" + hint;
            }
            return "unknown key; known are " + known.stream().sorted().collect(Collectors.joining(", "));
        }
    }
}
