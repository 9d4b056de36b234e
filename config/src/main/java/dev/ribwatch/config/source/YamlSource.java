package dev.ribwatch.config.source;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.StringReader;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.reader.ReaderException;

/** One YAML document: the tree to bind, and the place of everything in it. */
public final class YamlSource {
    /** The most aliases of one document. */
    static final int ALIASES = 50;

    /** The deepest nesting, aliases followed. */
    static final int DEPTH = 50;

    /** The most values and keys, aliases followed: longer lists of prefixes have files of their own. */
    static final int VALUES = 100_000;

    private final String file;
    private final Node root;
    private final YamlTree tree;

    private YamlSource(String file, Node root, YamlTree tree) {
        this.file = file;
        this.root = root;
        this.tree = tree;
    }

    /**
     * Composes a document, or reports why it cannot be bound at all and gives null. Defects that leave a tree to bind
     * (duplicate keys, keys without a value) are reported as well.
     */
    public static @Nullable YamlSource read(String file, String text, Problems problems) {
        problems.file(file);
        try {
            Problem broken = bounds(file, text);
            if (broken != null) {
                problems.error(broken);
                return null;
            }
            Node root = new Yaml(options()).compose(new StringReader(text));
            if (root == null) {
                problems.error(Place.of(file, 1, 1).problem("the file is empty"));
                return null;
            }
            YamlTree tree = YamlTree.of(file, root, problems);
            return tree == null ? null : new YamlSource(file, root, tree);
        } catch (MarkedYAMLException e) {
            problems.error(syntax(file, e));
        } catch (ReaderException e) {
            problems.error(unprintable(file, text, e));
        } catch (YAMLException e) {
            problems.error(Place.of(file, 1, 1).problem(String.valueOf(e.getMessage())));
        }
        return null;
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowRecursiveKeys(false);
        options.setMaxAliasesForCollections(ALIASES);
        options.setNestingDepthLimit(DEPTH);
        options.setCodePointLimit(TextFile.MOST);
        options.setProcessComments(false);
        return options;
    }

    /** The first bound that the events break, or null. */
    private static @Nullable Problem bounds(String file, String text) {
        int depth = 0;
        int aliases = 0;
        int documents = 0;
        int values = 0;
        for (Event event : new Yaml(options()).parse(new StringReader(text))) {
            if (event instanceof NodeEvent && ++values > VALUES) {
                return at(file, event).problem("more than " + VALUES + " values and keys");
            } else if (event instanceof CollectionStartEvent && ++depth > DEPTH) {
                return at(file, event).problem("nested deeper than " + DEPTH);
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            } else if (event instanceof AliasEvent && ++aliases > ALIASES) {
                return at(file, event).problem("more than " + ALIASES + " aliases");
            } else if (event instanceof DocumentStartEvent && ++documents > 1) {
                return at(file, event).problem("a second document; only one is read");
            }
        }
        return null;
    }

    private static Place at(String file, Event event) {
        return place(file, event.getStartMark());
    }

    private static Place place(String file, @Nullable Mark mark) {
        return mark == null ? Place.of(file, 1, 1) : Place.of(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static Problem syntax(String file, MarkedYAMLException e) {
        String problem = e.getProblem() == null ? "not YAML" : e.getProblem();
        String context =
                e.getContext() == null || problem.startsWith("found undefined") ? "" : " (" + e.getContext() + ")";
        return place(file, e.getProblemMark()).problem(problem + context);
    }

    private static Problem unprintable(String file, String text, ReaderException e) {
        int end = text.offsetByCodePoints(0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
        String before = text.substring(0, end);
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        int column = before.codePointCount(before.lastIndexOf('\n') + 1, before.length()) + 1;
        return Place.of(file, line, column).problem(String.format("character U+%04X is not allowed", e.getCodePoint()));
    }

    /** The file as it was named. */
    public String file() {
        return file;
    }

    /** What is bound. */
    public JsonNode tree() {
        return tree.json();
    }

    /** Whether the mapping that a pointer names holds a key. */
    public boolean has(JsonPointer pointer, String key) {
        return tree.json().at(pointer).has(key);
    }

    /** The place of what a pointer into {@link #tree()} names; of its nearest parent, if it is not there. */
    public Place place(JsonPointer pointer) {
        Node node = root;
        Mark key = root.getStartMark();
        StringBuilder path = new StringBuilder();
        for (JsonPointer rest = pointer; rest != null && !rest.matches(); rest = rest.tail()) {
            if (node instanceof SequenceNode list) {
                int index = rest.getMatchingIndex();
                path.append('[').append(index).append(']');
                if (index < 0 || index >= list.getValue().size()) {
                    break;
                }
                node = list.getValue().get(index);
                key = node.getStartMark();
            } else {
                String name = rest.getMatchingProperty();
                append(path, name);
                Map<String, NodeTuple> keys = tree.keys(node);
                NodeTuple tuple = keys.get(name);
                if (tuple == null) {
                    break;
                }
                key = tuple.getKeyNode().getStartMark();
                node = tuple.getValueNode();
            }
        }
        Mark value = node.getStartMark();
        return new Place(
                file,
                path.length() == 0 ? Place.DOCUMENT : path.toString(),
                key.getLine() + 1,
                key.getColumn() + 1,
                value.getLine() + 1,
                value.getColumn() + 1);
    }

    /** Appends a key to a path; one that is no plain word stands in brackets and quotes. */
    static void append(StringBuilder path, String key) {
        boolean plain = !key.isEmpty() && key.length() <= 60 && key.chars().allMatch(YamlSource::isWord);
        if (!plain) {
            path.append('[').append(Printable.quoted(key)).append(']');
        } else {
            path.append(path.length() == 0 ? "" : ".").append(key);
        }
    }

    private static boolean isWord(int c) {
        return c == '-' || c == '_' || c < 128 && Character.isLetterOrDigit(c);
    }
}
