package dev.ribwatch.agent.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** The case files beside this package; {@code README.txt} there says how they are written. */
public final class CaseFile {
    /** The files, by what they are about. */
    public static final List<String> NAMES = List.of(
            "header.txt",
            "open.txt",
            "frame.txt",
            "attributes-1-to-10.txt",
            "attributes-16-to-35.txt",
            "attributes-others.txt",
            "as4.txt",
            "configured.txt",
            "failures.txt");

    private final String file;
    private final List<Case> cases = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    private CaseFile(String file) {
        this.file = file;
    }

    /** All cases of all files. */
    public static List<Case> all() {
        return NAMES.stream().flatMap(name -> load(name).stream()).toList();
    }

    /** All cases of a file, one for each variant. */
    public static List<Case> load(String file) {
        CaseFile read = new CaseFile(file);
        List<String> block = new ArrayList<>();
        for (String line : (text(file) + "\n== end").lines().toList()) {
            String bare = line.replaceFirst("(^|\\s)#.*$", "").strip();
            if (line.startsWith("== ")) {
                read.block(block, block.isEmpty() ? "" : block.get(0));
                block = new ArrayList<>(List.of(line.substring(3).strip()));
            } else if (line.startsWith("- ")) {
                block.add(line.strip()); // its comment is its title
            } else if (!bare.isEmpty()) {
                block.add(bare);
            }
        }
        return read.cases;
    }

    private void block(List<String> lines, String head) {
        if (head.isEmpty()) {
            return;
        }
        String id = head.split(" ", -1)[0];
        String source = "";
        Case.Phase phase = Case.Phase.ESTABLISHED;
        List<List<String>> variants = List.of(List.of());
        List<String> body = new ArrayList<>();
        List<String> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String rest = line.replaceFirst("^\\S+\\s*", "");
            switch (line.split("\\s", -1)[0]) {
                case "rfc" -> source = rest;
                case "at" -> phase = Case.Phase.valueOf(rest.toUpperCase(Locale.ROOT));
                case "in" -> variants = cross(variants, rest);
                case "-" -> rows.add(rest);
                default -> body.add(line);
            }
        }
        require(!source.isEmpty(), head, "names no document");
        require(rows.isEmpty() != body.isEmpty(), head, "has neither lines nor rows, or both");
        for (List<String> words : variants) {
            Terms terms = new Terms(words);
            try {
                if (rows.isEmpty()) {
                    Script script = new Script(terms, phase, body);
                    add(new Case(id, title(head), terms, phase, script.run(), script.outcome()));
                }
                for (int i = 0; i < rows.size(); i++) {
                    Row row = new Row(terms, phase, rows.get(i));
                    String title = title(head) + ": " + row.title();
                    add(new Case(id + "." + (i + 1), title, terms, phase, row.run(), row.outcome()));
                }
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(file + ": " + head + " [" + terms + "]", e);
            }
        }
    }

    private void add(Case each) {
        require(ids.add(each.id() + " " + each.terms()), each.toString(), "has an id that another has");
        cases.add(each);
    }

    private static String title(String head) {
        return head.replaceFirst("^\\S+ ", "");
    }

    private static List<List<String>> cross(List<List<String>> variants, String alternatives) {
        List<List<String>> crossed = new ArrayList<>();
        for (List<String> words : variants) {
            for (String alternative : alternatives.split("\\s+", -1)) {
                List<String> more = new ArrayList<>(words);
                more.addAll(List.of(alternative.split("\\+", -1)));
                crossed.add(more);
            }
        }
        return crossed;
    }

    private void require(boolean holds, String what, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(file + ": " + what + ": " + otherwise);
        }
    }

    static String text(String file) {
        try (InputStream in = Objects.requireNonNull(CaseFile.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
