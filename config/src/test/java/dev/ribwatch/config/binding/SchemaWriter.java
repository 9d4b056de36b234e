package dev.ribwatch.config.binding;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomPropertyDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import dev.ribwatch.config.AsPathPattern;
import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.LegAspect;
import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.RouterConfig.OwnRoutes;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.preset.Fact;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Community;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.RequiredCapability;
import dev.ribwatch.config.value.Role;
import dev.ribwatch.config.value.RouteCommunity;
import dev.ribwatch.config.value.Severity;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Writes the JSON Schema of the file from the records that Jackson binds. */
final class SchemaWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<Class<?>, ObjectNode> SCALARS = Map.ofEntries(
            Map.entry(String.class, text().put("minLength", 1).put("maxLength", 1_000)),
            Map.entry(Boolean.class, JSON.createObjectNode().put("type", "boolean")),
            Map.entry(Integer.class, JSON.createObjectNode().put("type", "integer")),
            Map.entry(Asn.class, asn()),
            Map.entry(Prefix.class, form("^[0-9a-fA-F.:]+(/[0-9]{1,3})?$")),
            Map.entry(Address.class, form("^[0-9a-fA-F.:]+$")),
            Map.entry(Community.class, form("^[0-9]{1,5}:[0-9]{1,5}$")),
            Map.entry(
                    RouteCommunity.class,
                    form(
                            "^([0-9]{1,5}:[0-9]{1,5}|[0-9]{1,10}:[0-9]{1,10}:[0-9]{1,10}|(rt|soo):[0-9.]{1,15}:[0-9]{1,10})$")),
            Map.entry(Duration.class, form("^[0-9]{1,9}(ms|s|m|h)$")),
            Map.entry(Instant.class, text().put("format", "date-time")),
            Map.entry(URI.class, form("^[hH][tT][tT][pP][sS]?://")),
            Map.entry(DataSize.class, form("^[0-9]{1,6}(KiB|MiB|GiB)$")),
            Map.entry(Growth.class, form("^[0-9]{1,3}(\\.[0-9]{1,3})?%$")),
            Map.entry(Share.class, form("^[0-9]{1,3}(\\.[0-9]{1,3})?%$")),
            Map.entry(AsPathPattern.class, text().put("maxLength", AsPathPattern.LENGTH)),
            Map.entry(InetSocketAddress.class, form("^(\\[[0-9a-fA-F.:]+\\]|[0-9.]+):[0-9]{1,5}$")),
            Map.entry(Family.class, words(Family.values(), Family::text)),
            Map.entry(Severity.class, words(Severity.values(), Severity::text)),
            Map.entry(LegAspect.class, words(LegAspect.values(), LegAspect::text)),
            Map.entry(Role.class, words(Role.values(), Role::text)),
            Map.entry(RequiredCapability.class, words(RequiredCapability.values(), RequiredCapability::text)),
            Map.entry(PlannedChange.Expect.class, words(PlannedChange.Expect.values(), Scalars::lower)),
            Map.entry(Fact.class, words(Fact.waivable().toArray(Fact[]::new), Fact::name)),
            Map.entry(OwnRoutes.class, words(OwnRoutes.values(), Scalars::lower)),
            Map.entry(ConnectionConfig.Type.class, words(ConnectionConfig.Type.values(), ConnectionConfig.Type::text)),
            Map.entry(ConnectionEntry.Peering.class, words(ConnectionEntry.Peering.values(), Scalars::lower)),
            Map.entry(
                    ConnectionEntry.Sku.class,
                    words(ConnectionEntry.Sku.KNOWN.toArray(String[]::new), Function.identity())));

    private SchemaWriter() {}

    static String write() {
        SchemaGeneratorConfigBuilder builder = new SchemaGeneratorConfigBuilder(
                        SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT, Option.DEFINITIONS_FOR_ALL_OBJECTS)
                .without(Option.NULLABLE_FIELDS_BY_DEFAULT);
        builder.forFields()
                .withPropertyNameOverrideResolver(SchemaWriter::key)
                .withRequiredCheck(field -> field.getAnnotation(Required.class) != null)
                .withTargetTypeOverridesResolver(SchemaWriter::bare)
                .withCustomDefinitionProvider(SchemaWriter::oneOrMore);
        builder.forTypesInGeneral()
                .withCustomDefinitionProvider(SchemaWriter::container)
                .withTypeAttributeOverride(
                        (node, scope, context) -> bounds(node, scope.getType().getErasedType()));
        ObjectNode schema = new SchemaGenerator(builder.build()).generateSchema(ConfigFile.class);
        schema.put("title", "Ribwatch configuration");
        return schema.toPrettyString().replace("\r\n", "\n") + "\n";
    }

    private static String key(FieldScope field) {
        JsonProperty named = field.getAnnotation(JsonProperty.class);
        return named != null
                ? named.value()
                : PropertyNamingStrategies.KebabCaseStrategy.INSTANCE.translate(field.getDeclaredName());
    }

    /** What is located, without its place; null for anything else. */
    private static List<ResolvedType> bare(FieldScope field) {
        return field.getType().getErasedType() == Located.class
                ? field.getType().getTypeParameters()
                : null;
    }

    private static CustomPropertyDefinition oneOrMore(FieldScope field, SchemaGenerationContext context) {
        if (field.getAnnotation(OneOrMore.class) == null) {
            return null;
        }
        ResolvedType type = field.getType();
        ResolvedType member = type.getErasedType() == PrefixList.class
                ? context.getTypeContext().resolve(Prefix.class)
                : type.getTypeParameters().get(0);
        ArrayNode forms = JSON.createArrayNode();
        forms.add(context.createDefinition(member));
        forms.add(context.createDefinition(type));
        return new CustomPropertyDefinition(flat(forms), CustomDefinition.AttributeInclusion.NO);
    }

    /** Alternatives of alternatives are alternatives. */
    private static ObjectNode flat(ArrayNode forms) {
        ArrayNode flat = JSON.createArrayNode();
        for (JsonNode form : forms) {
            if (form.has("anyOf")) {
                form.get("anyOf").forEach(flat::add);
            } else {
                flat.add(form);
            }
        }
        return JSON.createObjectNode().set("anyOf", flat);
    }

    private static CustomDefinition container(ResolvedType type, SchemaGenerationContext context) {
        Class<?> erased = type.getErasedType();
        if (SCALARS.containsKey(erased)) {
            return inline(SCALARS.get(erased).deepCopy());
        }
        if (erased == Items.class) {
            ObjectNode list = JSON.createObjectNode().put("type", "array");
            list.set(
                    "items",
                    context.createDefinitionReference(type.getTypeParameters().get(0)));
            return inline(list);
        }
        if (erased == Entries.class) {
            return inline(entries(type.getTypeParameters().get(0), context));
        }
        if (erased == PrefixList.class) {
            ObjectNode list = JSON.createObjectNode().put("type", "array");
            list.set("items", SCALARS.get(Prefix.class).deepCopy());
            return inline(either(
                    list,
                    context.createDefinitionReference(context.getTypeContext().resolve(PrefixList.FileForm.class))));
        }
        if (erased == MoreSpecificsEntry.class) {
            return inline(either(
                    SCALARS.get(Boolean.class).deepCopy(),
                    context.createDefinitionReference(
                            context.getTypeContext().resolve(MoreSpecificsEntry.Lengths.class))));
        }
        return null;
    }

    private static ObjectNode entries(ResolvedType value, SchemaGenerationContext context) {
        ObjectNode map = JSON.createObjectNode().put("type", "object");
        if (value.getErasedType() == PolicySection.RuleEntry.class) {
            map.set("propertyNames", words(RuleName.values(), RuleName::text));
        } else if (value.getErasedType() == Integer.class) {
            map.set("propertyNames", words(Family.values(), Family::text));
        }
        map.set("additionalProperties", context.createDefinitionReference(value));
        return map;
    }

    private static void bounds(ObjectNode node, Class<?> type) {
        if (type == SecretEntry.class) {
            node.put("minProperties", 1).put("maxProperties", 1);
        } else if (type == AlertsSection.ReceiverEntry.class) {
            ArrayNode kinds = node.putArray("oneOf");
            for (String kind : List.of("webhook", "alertmanager")) {
                kinds.addObject().putArray("required").add(kind);
            }
        } else if (type == NetworkEntry.MatchEntry.class || type == PolicySection.ExceptEntry.class) {
            node.put("minProperties", 1);
        }
    }

    private static CustomDefinition inline(ObjectNode node) {
        return new CustomDefinition(
                node, CustomDefinition.DefinitionType.INLINE, CustomDefinition.AttributeInclusion.NO);
    }

    private static ObjectNode either(ObjectNode... forms) {
        return JSON.createObjectNode().set("anyOf", JSON.createArrayNode().addAll(List.of(forms)));
    }

    private static ObjectNode text() {
        return JSON.createObjectNode().put("type", "string");
    }

    private static ObjectNode form(String pattern) {
        return text().put("pattern", pattern);
    }

    private static ObjectNode asn() {
        return either(
                JSON.createObjectNode().put("type", "integer").put("minimum", 0).put("maximum", Asn.MAXIMUM),
                form("^[0-9]{1,10}(\\.[0-9]{1,5})?$"));
    }

    private static <T> ObjectNode words(T[] values, Function<T, String> text) {
        ObjectNode node = JSON.createObjectNode();
        ArrayNode words = node.putArray("enum");
        Arrays.stream(values).map(text).forEach(words::add);
        return node;
    }
}
