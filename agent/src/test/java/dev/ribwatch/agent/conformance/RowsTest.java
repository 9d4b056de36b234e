package dev.ribwatch.agent.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Every row of the protocol has its cases: what must happen, and the near miss in which it must not. A row's cases are those
 * whose id begins with it; those of {@link #TESTED} stand in tests that are named after the row, for they are about time or
 * about sockets.
 */
class RowsTest {
    /** Row; verdicts that its cases must end in; terms that they must have been played in, one of them at least. */
    private static final String ROWS = """
            H1 reset accept, ebgp ibgp
            H2 reset accept, ebgp ibgp short extended
            H3 reset accept closed, ebgp ibgp
            H4 reset, ebgp ibgp
            H6 reset accept, ebgp ibgp
            H7 closed, ebgp
            H8 accept reset, ebgp
            O1 reset accept, ebgp ibgp
            O2 reset accept, ebgp ibgp as4
            O3 reset accept, ebgp ibgp
            O4 reset accept, ebgp ibgp demanding any-hold
            O5 reset accept, ebgp ibgp
            O6 reset accept, ebgp ibgp
            O7 reset accept, ebgp
            O8 accept, ebgp ibgp
            O9 reset accept, demanding
            O10 reset accept, ebgp customer customer-only
            O11 accept, ebgp ibgp
            O12 accept, ebgp ibgp
            O13 accept, ebgp
            U1 reset accept, ebgp ibgp plain add-path
            U2 withdraw reset accept, ebgp ibgp
            U3 reset accept, ebgp ibgp plain add-path
            U4 reset accept disable, ebgp ibgp plain add-path
            U5 reset discard, ebgp ibgp
            U6 accept reset, ebgp ibgp
            U7 accept, ebgp ibgp ipv4-only ipv6-only
            U8 withdraw accept, ebgp ibgp
            U9 accept, ebgp ibgp
            U10 accept withdraw, ebgp ibgp plain add-path
            U11 accept, ebgp ibgp
            U12 accept, ebgp ibgp
            U13 reset accept withdraw, ebgp ibgp plain add-path
            U14 accept, ebgp ibgp plain add-path
            A1 accept withdraw, ebgp ibgp classic mp
            A2 accept withdraw, ebgp ibgp classic mp strict
            A3 accept withdraw, ebgp ibgp
            A4 accept withdraw, ebgp ibgp
            A5 accept withdraw discard, ebgp ibgp
            A6 accept withdraw discard, ebgp ibgp
            A7 accept withdraw discard, ebgp ibgp as4 as2
            A8 accept withdraw, ebgp ibgp
            A9 accept withdraw discard, ebgp ibgp
            A10 accept withdraw discard, ebgp ibgp
            A16 accept withdraw, ebgp ibgp
            A17 accept withdraw discard, ebgp ibgp as2 as4 strict
            A18 discard, ebgp ibgp as4
            A22 accept withdraw, ebgp ibgp
            A23 accept withdraw, ebgp ibgp
            A24 accept withdraw, ebgp ibgp
            A25 accept withdraw, ebgp ibgp
            A26 accept discard, ebgp ibgp
            A27 accept withdraw, ebgp ibgp
            A29 accept discard, ebgp ibgp
            A32 accept withdraw, ebgp ibgp
            A35 accept withdraw, ebgp ibgp
            A37 accept withdraw, ebgp ibgp
            A38 accept withdraw discard, ebgp ibgp
            A40 accept withdraw discard, ebgp ibgp
            A128 accept withdraw, ebgp ibgp
            AD accept discard, ebgp ibgp
            AU accept withdraw discard reset, ebgp ibgp classic mp strict
            AZ accept withdraw discard, ebgp ibgp
            AS accept withdraw discard, ebgp ibgp as2 classic mp
            F11 accept, ebgp
            """;

    private static final List<String> TESTED = List.of(
            "H5", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "G1", "G2", "G3", "G4", "G5",
            "G6", "G7", "G8", "G9", "T1", "T3", "T4");

    private static final List<Case> CASES = CaseFile.all();

    private static List<Case> cases(String row) {
        Pattern ids = Pattern.compile(Pattern.quote(row) + "([^0-9].*)?");
        boolean letters = row.equals("AS");
        return CASES.stream()
                .filter(each -> letters
                        ? each.id().startsWith(row)
                        : ids.matcher(each.id()).matches())
                .toList();
    }

    @Test
    void everyRowHasCasesOfEachVerdictAndInAllItsTerms() {
        List<String> missing = new ArrayList<>();
        for (String line : ROWS.lines().toList()) {
            String row = line.substring(0, line.indexOf(' '));
            String[] parts = line.substring(row.length()).split(",", -1);
            List<Case> cases = cases(row);
            Set<String> verdicts = cases.stream()
                    .map(each -> each.outcome().verdict().name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.toSet());
            Set<String> terms = new HashSet<>();
            cases.forEach(each -> terms.addAll(terms(each.terms())));
            for (String verdict : parts[0].strip().split(" ", -1)) {
                if (!verdicts.contains(verdict)) {
                    missing.add(row + ": no case that ends in " + verdict);
                }
            }
            for (String term : parts[1].strip().split(" ", -1)) {
                if (!terms.contains(term)) {
                    missing.add(row + ": no case with " + term);
                }
            }
            if (cases.size() < 2) {
                missing.add(row + ": " + cases.size() + " cases");
            }
        }
        assertThat(missing).isEmpty();
    }

    /** With those that go without saying. */
    private static Set<String> terms(Terms terms) {
        Set<String> words = new HashSet<>(terms.words());
        words.add(terms.external() ? "ebgp" : "ibgp");
        words.add(terms.fourOctetAs() ? "as4" : "as2");
        words.add(terms.addPath() ? "add-path" : "plain");
        return words;
    }

    @Test
    void everyCaseIsOfARow() {
        Set<String> known = ROWS.lines()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .flatMap(row -> cases(row).stream())
                .map(Case::id)
                .collect(Collectors.toSet());
        Set<String> others = CASES.stream().map(Case::id).collect(Collectors.toCollection(TreeSet::new));
        others.removeAll(known);
        // K: failures that others had; UH: whole messages in other orders; G: restarts.
        others.removeIf(id -> id.matches("(K[0-9]|UH|G[0-9]).*"));
        assertThat(others).isEmpty();
    }

    @Test
    void rowsOfTimeAndOfSocketsHaveTestsOfTheirName() {
        Set<String> names = new HashSet<>();
        for (JavaClass tests : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                .importPackages(
                        "dev.ribwatch.agent.session", "dev.ribwatch.agent.transport", "dev.ribwatch.agent.rib")) {
            for (JavaMethod method : tests.getMethods()) {
                if (method.isAnnotatedWith(Test.class)
                        || method.isAnnotatedWith(org.junit.jupiter.params.ParameterizedTest.class)) {
                    names.add(tests.getSimpleName() + "." + method.getName());
                }
            }
        }
        for (String row : TESTED) {
            Pattern named = Pattern.compile("[^.]+\\." + row.toLowerCase(Locale.ROOT) + "[^0-9].*");
            assertThat(names.stream()
                            .filter(name -> named.matcher(name).matches())
                            .count())
                    .as(row)
                    .isPositive();
        }
    }
}
