package dev.ribwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
    private final StringWriter text = new StringWriter();
    private final TextTable table = new TextTable("PREFIX", "NETWORK", "SUMMARY");

    private List<String> printed() {
        text.getBuffer().setLength(0);
        table.print(new PrintWriter(text));
        return text.toString().lines().toList();
    }

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        table.row("10.0.0.0/8", "on-prem", "good");
        table.row("2001:db8:1234:5678:9abc:def0:1234:0/112", "cloud", "");
        assertThat(printed())
                .containsExactly(
                        "PREFIX                                   NETWORK  SUMMARY",
                        "10.0.0.0/8                               on-prem  good",
                        "2001:db8:1234:5678:9abc:def0:1234:0/112  cloud");
    }

    @Test
    void whatIsVeryLongMakesItsOwnLineLongerAlone() {
        String name = "n".repeat(100);
        table.row("10.0.0.0/8", name, "long");
        table.row("10.0.0.0/8", "on-prem", "short");
        assertThat(printed())
                .containsExactly(
                        "PREFIX      NETWORK                                   SUMMARY",
                        "10.0.0.0/8  " + name + "  long",
                        "10.0.0.0/8  on-prem                                   short");
    }

    @Test
    void whatComesLaterKeepsTheColumns() {
        table.row("10.0.0.0/8", "on-prem", "first");
        assertThat(printed()).hasSize(2);
        table.row("::/0", "a", "later");
        assertThat(printed()).containsExactly("::/0        a        later");
        table.row("2001:db8::/32", "a", "wider");
        assertThat(printed()).containsExactly("2001:db8::/32  a        wider");
        assertThat(printed()).isEmpty();
    }

    @Test
    void momentsAreInSeconds() {
        assertThat(TextTable.seconds("2026-01-01T00:00:00.123456Z")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(TextTable.seconds("2026-01-01T00:00:00Z")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(TextTable.seconds("-")).isEqualTo("-");
    }
}
