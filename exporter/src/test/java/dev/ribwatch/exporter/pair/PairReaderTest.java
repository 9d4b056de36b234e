package dev.ribwatch.exporter.pair;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ribwatch.exporter.pair.PairView.Sight;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What another agent may say, and what it may not: it may be anything. */
class PairReaderTest {
    private static final String WHOLE = """
            {"instance":"7f","version":"1.2","starting":true,"policy":{"networks":"ab"},
             "routers":[{"router":"edge1","family":"ipv4-unicast","judged":true,"routes":17}],
             "alerts_total":1,"alerts_digest":"cd",
             "alerts":[{"labels":{"alertname":"MissingPrefix","router":"edge1"},"firing":true,"unknown":true,"routers":["edge1"]}]}
            """;

    private static PairView read(String text) throws PairReader.NoViewException {
        return PairReader.read(text.getBytes(UTF_8));
    }

    @Test
    void readsAWholeView() throws Exception {
        PairView view = read(WHOLE);
        assertThat(view.instance()).isEqualTo("7f");
        assertThat(view.version()).isEqualTo("1.2");
        assertThat(view.starting()).isTrue();
        assertThat(view.policy()).isEqualTo(Map.of("networks", "ab"));
        assertThat(view.sights()).containsExactly(new Sight("edge1", "ipv4-unicast", true, 17));
        assertThat(view.alerts().total()).isEqualTo(1);
        assertThat(view.alerts().digest()).isEqualTo("cd");
        PairAlert alert = view.alerts().list().get(0);
        assertThat(alert.labels()).containsEntry("alertname", "MissingPrefix").containsEntry("router", "edge1");
        assertThat(alert.firing()).isTrue();
        assertThat(alert.unknown()).isTrue();
        assertThat(alert.routers()).containsExactly("edge1");
    }

    @Test
    void whatANewerVersionAddsIsPassedOver() throws Exception {
        String more = WHOLE.replace("{\"instance\"", "{\"later\":{\"a\":[1,{\"b\":null}]},\"instance\"")
                .replace("\"judged\"", "\"sort\":7.5,\"judged\"")
                .replace("\"firing\"", "\"of\":[],\"firing\"")
                .replace("MissingPrefix", "RuleOfTomorrow");
        PairView view = read(more);
        assertThat(view.sights()).isEqualTo(read(WHOLE).sights());
        assertThat(view.alerts().list()).isEmpty();
        assertThat(view.alerts().isWhole()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "7",
                "\"\"",
                "{}",
                "{\"instance\":\"a\"}",
                "<html>",
                "{\"instance\":7}",
                "{\"instance\":\"\",\"policy\":{},\"routers\":[],\"alerts\":[]}",
                "{\"instance\":\"a\",\"policy\":[],\"routers\":[],\"alerts\":[]}",
                "{\"instance\":\"a\",\"policy\":{\"a\":1},\"routers\":[],\"alerts\":[]}",
                "{\"instance\":\"a\",\"policy\":{},\"routers\":{},\"alerts\":[]}",
                "{\"instance\":\"a\",\"policy\":{},\"routers\":[7],\"alerts\":[]}",
                "{\"instance\":\"a\",\"policy\":{},\"routers\":[{\"routes\":\"7\"}],\"alerts\":[]}",
                "{\"instance\":\"a\",\"policy\":{},\"routers\":[{\"routes\":-1}],\"alerts\":[]}",
                "{\"instance\":\"a\",\"policy\":{},\"routers\":[{\"routes\":1.5}],\"alerts\":[]}",
                "{\"instance\":\"a\",\"policy\":{},\"routers\":[{\"routes\":99999999999999999999}],\"alerts\":[]}",
                "{\"instance\":\"a\",\"policy\":{},\"routers\":[{\"judged\":\"true\"}],\"alerts\":[]}",
                "{\"instance\":\"a\",\"policy\":{},\"routers\":[],\"alerts\":[{\"labels\":null}]}",
                "{\"instance\":\"a\",\"policy\":{},\"routers\":[],\"alerts\":[{\"firing\":1}]}",
                "{\"instance\":\"a\",\"policy\":{},\"routers\":[],\"alerts\":[{\"routers\":[1]}]}",
                "{\"instance\":\"a\",\"policy\":{},\"routers\":[],\"alerts\":[]",
                "{\"instance\":\"a\",\"policy\":{},\"routers\":[],\"alerts\":[]}}",
                "{\"instance\":\"a\",\"policy\":{},\"routers\":[],\"alerts\":[]}{}",
                "{\"instance\":\"a\",\"instance\":\"b\",\"policy\":{},\"routers\":[],\"alerts\":[]}",
                "{\"instance\":\"a\",\"later\":[[[[[[[[[[1]]]]]]]]]],\"policy\":{},\"routers\":[],\"alerts\":[]}",
            })
    void whatIsNoViewIsRefused(String text) {
        refused(text);
    }

    private static void refused(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(PairReader.NoViewException.class)
                .hasMessageMatching("its answer is (no JSON within our bounds|not an agent's: [a-z_ ]+)");
    }

    @Test
    void whatIsTooMuchIsRefused() {
        refused(WHOLE.replace("7f", "x".repeat(1_001)));
        refused(WHOLE.replace("\"networks\"", "\"" + "x".repeat(1_001) + "\""));
        refused(WHOLE.replace("17", "1".repeat(500)));
        refused(WHOLE.replace("[{\"router\"", "[" + "{},".repeat(PairView.MOST_SIGHTS) + "{\"router\""));
        refused(WHOLE.replace("[{\"labels\"", "[" + alerts(PairAlerts.MOST) + "{\"labels\""));
        refused(WHOLE.replace("[\"edge1\"]", "[" + texts(PairAlert.MOST_ROUTERS + 1, "") + "]"));
        refused(WHOLE.replace("\"networks\":\"ab\"", texts(65, ":\"\"")));
        refused("[".repeat(1_000_000));
        refused("{\"a\":".repeat(1_000_000));
    }

    private static String alerts(int count) {
        return "{\"labels\":{\"alertname\":\"Bogon\"}},".repeat(count);
    }

    private static String texts(int count, String value) {
        StringBuilder texts = new StringBuilder();
        for (int i = 0; i < count; i++) {
            texts.append(i == 0 ? "" : ",").append("\"n").append(i).append('"').append(value);
        }
        return texts.toString();
    }

    /** A cut or changed octet makes it another view or none, and never anything else. */
    @Test
    void whateverHappensToAnAnswerItIsReadOrRefused() {
        Random random = new Random(20260301);
        byte[] whole = WHOLE.getBytes(UTF_8);
        for (int round = 0; round < 20_000; round++) {
            byte[] octets = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
            for (int changes = random.nextInt(3); changes > 0; changes--) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(PairReader.read(octets).instance()).isNotEmpty();
            } catch (PairReader.NoViewException e) {
                assertThat(e).hasMessageStartingWith("its answer is ");
            }
        }
    }
}
