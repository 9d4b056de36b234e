package dev.ribwatch.config.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Turns composed nodes into the tree that is bound, and keeps the keys of every mapping. */
final class YamlTree {
    private static final int DIGITS = 40;

    private final String file;
    private final Problems problems;
    private final IdentityHashMap<Node, Map<String, NodeTuple>> keys = new IdentityHashMap<>();
    private final JsonNode json;
    private int values;

    private YamlTree(String file, Node root, Problems problems) {
        this.file = file;
        this.problems = problems;
        this.json = convert(root, "", 1);
    }

    /** The tree below a node, or null after a problem that leaves nothing to bind. */
    static @Nullable YamlTree of(String file, Node root, Problems problems) {
        try {
            YamlTree tree = new YamlTree(file, root, problems);
            if (tree.json.isMissingNode()) {
                problems.error(Place.of(file, 1, 1).problem("the file is empty"));
                return null;
            }
            return tree;
        } catch (TooLarge e) {
            problems.error(e.problem);
            return null;
        }
    }

    JsonNode json() {
        return json;
    }

    /** The keys of a mapping, or none. */
    Map<String, NodeTuple> keys(Node node) {
        return keys.getOrDefault(node, Map.of());
    }

    private JsonNode convert(Node node, String path, int depth) {
        if (++values > YamlSource.VALUES) {
            throw new TooLarge(
                    place(node, path).problem("more than " + YamlSource.VALUES + " values, aliases followed"));
        }
        if (depth > YamlSource.DEPTH + 1) {
            throw new TooLarge(
                    place(node, path).problem("nested deeper than " + YamlSource.DEPTH + ", aliases followed"));
        }
        if (node instanceof MappingNode mapping) {
            return mapping(mapping, path, depth);
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            int index = 0;
            for (Node member : sequence.getValue()) {
                String memberPath = path + '[' + index++ + ']';
                JsonNode value = convert(member, memberPath, depth + 1);
                if (value.isMissingNode()) {
                    problems.error(place(member, memberPath).problem("has no value"));
                }
                array.add(value.isMissingNode() ? JsonNodeFactory.instance.nullNode() : value);
            }
            return array;
        }
        return node instanceof ScalarNode scalar ? scalar(scalar, path) : JsonNodeFactory.instance.missingNode();
    }

    private JsonNode mapping(MappingNode mapping, String path, int depth) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        Map<String, NodeTuple> names = new LinkedHashMap<>();
        keys.put(mapping, names);
        for (NodeTuple tuple : mapping.getValue()) {
            Node keyNode = tuple.getKeyNode();
            if (!(keyNode instanceof ScalarNode scalar)) {
                problems.error(place(keyNode, path).problem("a key must be text"));
                continue;
            }
            String key = scalar.getValue();
            StringBuilder keyPath = new StringBuilder(path);
            YamlSource.append(keyPath, key);
            String valuePath = keyPath.toString();
            if (scalar.getTag().equals(Tag.MERGE)) {
                problems.error(place(keyNode, valuePath).problem("merge keys are not supported"));
                continue;
            }
            NodeTuple first = names.putIfAbsent(key, tuple);
            if (first != null) {
                int line = first.getKeyNode().getStartMark().getLine() + 1;
                problems.error(place(keyNode, valuePath).problem("duplicate key, first in line " + line));
                continue;
            }
            JsonNode value = convert(tuple.getValueNode(), valuePath, depth + 1);
            if (value.isMissingNode()) {
                problems.error(place(keyNode, valuePath).problem("has no value; give it one, or remove the key"));
            }
            object.set(key, value.isMissingNode() ? JsonNodeFactory.instance.nullNode() : value);
        }
        return object;
    }

    private JsonNode scalar(ScalarNode scalar, String path) {
        Tag tag = scalar.getTag();
        String text = scalar.getValue();
        if (!tag.startsWith(Tag.PREFIX)) {
            problems.error(place(scalar, path).problem("tags are not supported: " + Printable.quoted(tag.getValue())));
            return JsonNodeFactory.instance.textNode(text);
        }
        if (tag.equals(Tag.NULL)) {
            return JsonNodeFactory.instance.missingNode();
        }
        if (scalar.getScalarStyle() != ScalarStyle.PLAIN || tag.equals(Tag.STR)) {
            return JsonNodeFactory.instance.textNode(text);
        }
        if (text.equals("true") || text.equals("false")) {
            return JsonNodeFactory.instance.booleanNode(text.equals("true"));
        }
        // Only plain decimal is a number: not 0x10, 017, 1_000 or 10:30, which YAML 1.1 would take for one.
        if (tag.equals(Tag.INT) && text.length() <= DIGITS && text.matches("-?(0|[1-9][0-9]*)")) {
            return JsonNodeFactory.instance.numberNode(new BigInteger(text));
        }
        return JsonNodeFactory.instance.textNode(text);
    }

    private Place place(Node node, String path) {
        int line = node.getStartMark().getLine() + 1;
        int column = node.getStartMark().getColumn() + 1;
        return new Place(file, path.isEmpty() ? Place.DOCUMENT : path, line, column, line, column);
    }

    /** Ends the conversion at once. */
    private static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Problem problem;

        TooLarge(Problem problem) {
            super(problem.message(), null, false, false);
            this.problem = problem;
        }
    }
}
