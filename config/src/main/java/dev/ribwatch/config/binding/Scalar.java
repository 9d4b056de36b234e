package dev.ribwatch.config.binding;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/** Reads one scalar from its text. */
final class Scalar<T> extends StdScalarDeserializer<T> implements Described {
    private static final long serialVersionUID = 1L;

    static final Set<JsonToken> TEXT = EnumSet.of(JsonToken.VALUE_STRING);
    static final Set<JsonToken> NUMBER = EnumSet.of(JsonToken.VALUE_NUMBER_INT);
    static final Set<JsonToken> TEXT_OR_NUMBER = EnumSet.of(JsonToken.VALUE_STRING, JsonToken.VALUE_NUMBER_INT);
    static final Set<JsonToken> TRUTH = EnumSet.of(JsonToken.VALUE_TRUE, JsonToken.VALUE_FALSE);

    private final String expected;
    private final transient Set<JsonToken> tokens;
    private final transient Function<String, T> reader;

    /**
     * @param expected what it is, for people
     * @param reader throws {@link IllegalArgumentException} with a message for people
     */
    Scalar(Class<T> type, String expected, Set<JsonToken> tokens, Function<String, T> reader) {
        super(type);
        this.expected = expected;
        this.tokens = tokens;
        this.reader = reader;
    }

    @Override
    public String expected() {
        return expected;
    }

    @Override
    public boolean accepts(JsonToken token) {
        return tokens.contains(token);
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return reader.apply(parser.getText());
    }
}
