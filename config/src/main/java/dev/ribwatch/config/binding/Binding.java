package dev.ribwatch.config.binding;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import dev.ribwatch.config.source.Place;
import dev.ribwatch.config.source.Problems;
import dev.ribwatch.config.source.YamlSource;
import java.io.IOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** One run of the binder over one file: where things stand, and what was wrong. */
record Binding(YamlSource source, Problems problems) {

    static Binding of(DeserializationContext context) {
        return (Binding) context.getAttribute(Binding.class);
    }

    /** The place of the value that the parser stands on. */
    Place place(JsonParser parser) {
        return place(parser.getParsingContext());
    }

    Place place(JsonStreamContext context) {
        return source.place(context.pathAsPointer());
    }

    Place place(JsonStreamContext parent, String key) {
        return source.place(parent.pathAsPointer().appendProperty(key));
    }

    Place root() {
        return source.place(JsonPointer.empty());
    }

    /** The reader of values of a type. */
    static JsonDeserializer<?> reader(DeserializationContext context, JavaType type, @Nullable BeanProperty property)
            throws JsonMappingException {
        return context.findContextualValueDeserializer(type, property);
    }

    /** Reads a value, or reports why it cannot be read and gives null. */
    @Nullable
    Object value(JsonParser parser, DeserializationContext context, JsonDeserializer<?> reader, Place place)
            throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null; // reported when the tree was made
        }
        String expected = reader instanceof Described described ? described.expected() : "a mapping";
        boolean accepted =
                reader instanceof Described described ? described.accepts(token) : token == JsonToken.START_OBJECT;
        if (!accepted) {
            parser.skipChildren();
            problems.error(place.problem(wrongType(expected, token, reader)));
            return null;
        }
        try {
            if (reader instanceof BeanDeserializerBase bean) {
                missing(bean, parser.getParsingContext().pathAsPointer(), place);
            }
            return reader.deserialize(parser, context);
        } catch (IllegalArgumentException e) {
            problems.error(place.problem(String.valueOf(e.getMessage())));
            return null;
        }
    }

    private static String wrongType(String expected, JsonToken token, JsonDeserializer<?> reader) {
        if (reader.handledType() == SecretEntry.class) {
            return "a secret never stands in this file; write {file: PATH}, {env: NAME} or {credential: NAME}";
        }
        String hint = reader.handledType() == String.class && token.isScalarValue() ? "; put it in quotes" : "";
        return "expected " + expected + ", found " + Described.found(token) + hint;
    }

    /** Reports the required keys that a section does not have. */
    private void missing(BeanDeserializerBase bean, JsonPointer pointer, Place place) {
        for (Iterator<SettableBeanProperty> it = bean.creatorProperties(); it.hasNext(); ) {
            SettableBeanProperty property = it.next();
            if (property.getAnnotation(Required.class) != null && !source.has(pointer, property.getName())) {
                problems.error(place.missing(property.getName(), "missing"));
            }
        }
    }
}
