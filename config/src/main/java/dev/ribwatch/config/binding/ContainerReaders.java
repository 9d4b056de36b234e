package dev.ribwatch.config.binding;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.ribwatch.config.source.Place;
import dev.ribwatch.config.value.Prefix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Readers of {@link Located}, {@link Items}, {@link Entries} and {@link PrefixList}: the value, with its place. */
final class ContainerReaders {
    private ContainerReaders() {}

    static void addTo(SimpleModule module) {
        module.addDeserializer(Located.class, new LocatedReader(null));
        module.addDeserializer(Items.class, new ItemsReader(null, false));
        module.addDeserializer(Entries.class, new EntriesReader(null));
        module.addDeserializer(PrefixList.class, new PrefixListReader(null, null, false));
        module.addDeserializer(MoreSpecificsEntry.class, new MoreSpecificsReader(null));
    }

    private static JsonDeserializer<?> content(DeserializationContext context, @Nullable BeanProperty property)
            throws JsonMappingException {
        JavaType type = context.getContextualType();
        return Binding.reader(context, type.containedType(0), property);
    }

    private static boolean single(DeserializationContext context, @Nullable BeanProperty property, Class<?> type) {
        JsonFormat.Value format = property == null ? null : property.findPropertyFormat(context.getConfig(), type);
        return format != null
                && Boolean.TRUE.equals(format.getFeature(JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY));
    }

    /** Adds the members of the list that the parser stands on, or the one value in its place; true if all were sound. */
    @SuppressWarnings("unchecked") // the reader was found by the list's own type argument
    private static <T> boolean members(
            JsonParser parser, DeserializationContext context, JsonDeserializer<?> reader, List<Located<T>> members)
            throws IOException {
        Binding binding = Binding.of(context);
        boolean whole = true;
        boolean list = parser.currentToken() == JsonToken.START_ARRAY;
        while (!list || parser.nextToken() != JsonToken.END_ARRAY) {
            Place place = binding.place(parser);
            Object value = binding.value(parser, context, reader, place);
            if (value != null) {
                members.add(new Located<>((T) value, place));
            } else {
                whole = false;
            }
            if (!list) {
                break;
            }
        }
        return whole;
    }

    private static final class LocatedReader extends StdDeserializer<Located<?>> implements ContextualDeserializer {
        private static final long serialVersionUID = 1L;
        private final transient @Nullable JsonDeserializer<?> reader;

        LocatedReader(@Nullable JsonDeserializer<?> reader) {
            super(Located.class);
            this.reader = reader;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property)
                throws JsonMappingException {
            return new LocatedReader(content(context, property));
        }

        @Override
        public @Nullable Located<?> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            Binding binding = Binding.of(context);
            Place place = binding.place(parser);
            Object value = binding.value(parser, context, known(reader), place);
            return value == null ? null : new Located<>(value, place);
        }
    }

    private static final class ItemsReader extends StdDeserializer<Items<?>> implements ContextualDeserializer {
        private static final long serialVersionUID = 1L;
        private final transient @Nullable JsonDeserializer<?> reader;
        private final boolean single;

        ItemsReader(@Nullable JsonDeserializer<?> reader, boolean single) {
            super(Items.class);
            this.reader = reader;
            this.single = single;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property)
                throws JsonMappingException {
            return new ItemsReader(content(context, property), single(context, property, Items.class));
        }

        @Override
        public @Nullable Items<?> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            Place place = Binding.of(context).place(parser);
            if (parser.currentToken() != JsonToken.START_ARRAY && !single) {
                refuse(parser, context, place, "a list");
                return null;
            }
            List<Located<Object>> items = new ArrayList<>();
            boolean whole = members(parser, context, known(reader), items);
            return new Items<>(place, items, whole);
        }
    }

    private static final class EntriesReader extends StdDeserializer<Entries<?>> implements ContextualDeserializer {
        private static final long serialVersionUID = 1L;
        private final transient @Nullable JsonDeserializer<?> reader;

        EntriesReader(@Nullable JsonDeserializer<?> reader) {
            super(Entries.class);
            this.reader = reader;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property)
                throws JsonMappingException {
            return new EntriesReader(content(context, property));
        }

        @Override
        public @Nullable Entries<?> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            Binding binding = Binding.of(context);
            Place place = binding.place(parser);
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                refuse(parser, context, place, "a mapping");
                return null;
            }
            Map<String, Located<Object>> entries = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                parser.nextToken();
                Place at = binding.place(parser);
                Object value = binding.value(parser, context, known(reader), at);
                if (value != null) {
                    entries.put(key, new Located<>(value, at));
                }
            }
            return new Entries<>(place, entries);
        }
    }

    private static final class PrefixListReader extends StdDeserializer<PrefixList> implements ContextualDeserializer {
        private static final long serialVersionUID = 1L;
        private final transient @Nullable JsonDeserializer<?> prefix;
        private final transient @Nullable JsonDeserializer<?> file;
        private final boolean single;

        PrefixListReader(@Nullable JsonDeserializer<?> prefix, @Nullable JsonDeserializer<?> file, boolean single) {
            super(PrefixList.class);
            this.prefix = prefix;
            this.file = file;
            this.single = single;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property)
                throws JsonMappingException {
            return new PrefixListReader(
                    Binding.reader(context, context.constructType(Prefix.class), property),
                    Binding.reader(context, context.constructType(PrefixList.FileForm.class), property),
                    single(context, property, PrefixList.class));
        }

        @Override
        public @Nullable PrefixList deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            Binding binding = Binding.of(context);
            Place place = binding.place(parser);
            JsonToken token = parser.currentToken();
            if (token == JsonToken.START_OBJECT) {
                Object form = binding.value(parser, context, known(file), place);
                return form instanceof PrefixList.FileForm named && named.file() != null
                        ? new PrefixList(place, List.of(), named.file())
                        : null;
            }
            if (token != JsonToken.START_ARRAY && !single) {
                refuse(parser, context, place, "a list of prefixes or {file: PATH}");
                return null;
            }
            List<Located<Prefix>> prefixes = new ArrayList<>();
            members(parser, context, known(prefix), prefixes);
            return new PrefixList(place, prefixes, null);
        }
    }

    private static final class MoreSpecificsReader extends StdDeserializer<MoreSpecificsEntry>
            implements ContextualDeserializer, Described {
        private static final long serialVersionUID = 1L;
        private final transient @Nullable JsonDeserializer<?> lengths;

        MoreSpecificsReader(@Nullable JsonDeserializer<?> lengths) {
            super(MoreSpecificsEntry.class);
            this.lengths = lengths;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property)
                throws JsonMappingException {
            return new MoreSpecificsReader(
                    Binding.reader(context, context.constructType(MoreSpecificsEntry.Lengths.class), property));
        }

        @Override
        public String expected() {
            return "false, true or {max-length: N}";
        }

        @Override
        public boolean accepts(JsonToken token) {
            return token == JsonToken.START_OBJECT || token.isBoolean();
        }

        @Override
        public @Nullable MoreSpecificsEntry deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                return new MoreSpecificsEntry(parser.getBooleanValue(), null);
            }
            Binding binding = Binding.of(context);
            Object value = binding.value(parser, context, known(lengths), binding.place(parser));
            return value == null ? null : new MoreSpecificsEntry(true, (MoreSpecificsEntry.Lengths) value);
        }
    }

    private static void refuse(JsonParser parser, DeserializationContext context, Place place, String expected)
            throws IOException {
        JsonToken token = parser.currentToken();
        parser.skipChildren();
        Binding.of(context)
                .problems()
                .error(place.problem("expected " + expected + ", found " + Described.found(token)));
    }

    private static JsonDeserializer<?> known(@Nullable JsonDeserializer<?> reader) {
        if (reader == null) {
            throw new IllegalStateException("used without its type");
        }
        return reader;
    }
}
