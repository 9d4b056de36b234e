package dev.ribwatch.exporter.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import org.jspecify.annotations.Nullable;

/** JSON in printable ASCII: all else is escaped, DEL too, so no text can disturb a terminal that shows it as it is. */
public final class AsciiJson {
    private AsciiJson() {}

    /**
     * A factory of generators.
     *
     * @param separator what stands between two values
     */
    public static JsonFactory factory(String separator) {
        return new JsonFactoryBuilder()
                .rootValueSeparator(separator)
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                .characterEscapes(new Escapes())
                .build();
    }

    /** The usual ones and DEL, which JSON and "everything but ASCII" leave as it is. */
    private static final class Escapes extends CharacterEscapes {
        private static final long serialVersionUID = 1;

        private final int[] ascii = standardAsciiEscapesForJSON();

        Escapes() {
            ascii[0x7f] = ESCAPE_STANDARD;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ascii;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int ch) {
            return null;
        }
    }
}
