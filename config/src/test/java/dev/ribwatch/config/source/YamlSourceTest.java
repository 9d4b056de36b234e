package dev.ribwatch.config.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class YamlSourceTest {

    private static YamlSource read(String text) {
        Problems problems = new Problems();
        YamlSource source = YamlSource.read("f.yaml", text, problems);
        assertThat(problems.errors()).isEmpty();
        return source;
    }

    private static List<String> errors(String text) {
        Problems problems = new Problems();
        YamlSource.read("f.yaml", text, problems);
        return problems.errors().stream().map(Problem::toString).toList();
    }

    @Test
    void scalarsKeepTheirTextAndOnlyPlainDecimalsAreNumbers() {
        YamlSource source = read("""
                - 1
                - -1
                - 4294967295
                - 1.10
                - 0x10
                - 010
                - 1_000
                - 10:30
                - 65535:666
                - true
                - yes
                - "true"
                - '1'
                - 2026-01-10T22:00:00Z
                - !!str 5
                """);
        assertThat(source.tree().toString())
                .isEqualTo("[1,-1,4294967295,\"1.10\",\"0x10\",\"010\",\"1_000\",\"10:30\",\"65535:666\",true,\"yes\","
                        + "\"true\",\"1\",\"2026-01-10T22:00:00Z\",\"5\"]");
    }

    @Test
    void knowsThePlaceOfKeysAndValues() {
        YamlSource source = read("""
                agent:
                  listen:
                    - a
                    -   b
                  "odd key": {x: 1}
                """);
        assertThat(source.place(JsonPointer.compile("/agent"))).isEqualTo(new Place("f.yaml", "agent", 1, 1, 2, 3));
        assertThat(source.place(JsonPointer.compile("/agent/listen/1")))
                .isEqualTo(new Place("f.yaml", "agent.listen[1]", 4, 9, 4, 9));
        assertThat(source.place(JsonPointer.compile("/agent/odd key/x")))
                .isEqualTo(new Place("f.yaml", "agent[\"odd key\"].x", 5, 15, 5, 18));
        assertThat(source.place(JsonPointer.empty())).isEqualTo(new Place("f.yaml", "document", 1, 1, 1, 1));
    }

    @Test
    void columnsCountCharactersNotOctets() {
        YamlSource source = read("{ä𝄞: 1, b: 2}");
        assertThat(source.place(JsonPointer.compile("/b")).keyColumn()).isEqualTo(9);
    }

    @Test
    void aliasesStandForWhatTheyName() {
        YamlSource source = read("a: &x [1, 2]\nb: *x\nc: &y text\nd: *y\n");
        assertThat(source.tree().toString()).isEqualTo("{\"a\":[1,2],\"b\":[1,2],\"c\":\"text\",\"d\":\"text\"}");
    }

    @Test
    void escapesWhatAKeyCouldDoToATerminal() {
        assertThat(errors("\"\\e[2J\\u202e\": 1\n\"\\e[2J\\u202e\": 2\n"))
                .containsExactly("f.yaml:2:1: [\"\\u001b[2J\\u202e\"]: duplicate key, first in line 1");
    }

    @Test
    void anEmptyFileSaysSo() {
        assertThat(errors("")).containsExactly("f.yaml:1:1: document: the file is empty");
        assertThat(errors("# nothing\n---\n")).containsExactly("f.yaml:1:1: document: the file is empty");
    }

    @Test
    void allDuplicatesAreReported() {
        assertThat(errors("a: 1\na: 2\nb: {c: 1, c: 2}\n"))
                .containsExactly(
                        "f.yaml:2:1: a: duplicate key, first in line 1",
                        "f.yaml:3:11: b.c: duplicate key, first in line 3");
    }

    static List<String> bombs() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        StringBuilder thin = new StringBuilder("a0: &a0 [lol, lol]\n");
        for (int i = 1; i < 10; i++) {
            String alias = "*a" + (i - 1);
            laughs.append("a" + i + ": &a" + i + " [" + (alias + ", ").repeat(8) + alias + "]\n");
        }
        for (int i = 1; i <= 24; i++) {
            thin.append("a" + i + ": &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n");
        }
        StringBuilder many = new StringBuilder("a: &a x\nb:\n");
        many.append("  - *a\n".repeat(51));
        return List.of(
                laughs.toString(),
                thin.toString(),
                many.toString(),
                "[".repeat(1 << 20),
                "{a: ".repeat(1 << 18),
                "- ".repeat(1 << 20),
                "? ".repeat(1 << 18),
                "-\n".repeat(1 << 20),
                "a: &a [*a]\n",
                "a: &a {b: *a}\n");
    }

    /** S7: rejected in less than a second of CPU, and with less than 64 MB allocated in all. */
    @ParameterizedTest
    @MethodSource("bombs")
    void bombsAreRejectedAtOnce(String bomb) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        errors("a: [1]\na: *x\n"); // classes loaded
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        long nanos = threads.getCurrentThreadCpuTime();
        List<String> errors = errors(bomb);
        assertThat(threads.getCurrentThreadCpuTime() - nanos).isLessThan(1_000_000_000L);
        assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - allocated)
                .isLessThan(64L << 20);
        assertThat(errors).hasSize(1);
    }

    @Test
    void anAliasOfItselfIsTooDeep() {
        assertThat(errors("a: &a [*a]\n"))
                .singleElement()
                .asString()
                .contains("nested deeper than 50, aliases followed");
    }
}
