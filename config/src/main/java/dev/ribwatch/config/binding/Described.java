package dev.ribwatch.config.binding;

import com.fasterxml.jackson.core.JsonToken;

/** A reader that can say what it reads, so that anything else is refused before Jackson tries to make sense of it. */
interface Described {
    /** What is expected, for people. */
    String expected();

    /** Whether a value may begin with this token. */
    boolean accepts(JsonToken token);

    /** What stands there instead, for people; never its text, which may be a secret. */
    static String found(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "a mapping";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            default -> "nothing";
        };
    }
}
